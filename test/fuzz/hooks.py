"""Schemathesis tries wrong keys itself, more than 20 a minute: then 429 refuses them as well as 401 does."""

from schemathesis.specs.openapi import checks

checks.AUTH_REJECTION_STATUSES |= {429}
