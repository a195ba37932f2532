/** Replaces the validator that the SDKs create for each server at many times the cost of the rest: this service never needs it. */
export const noValidator = {
  getValidator: (): never => {
    throw new Error('This server sends no requests to its clients.');
  },
};
