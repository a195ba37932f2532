import { describe, expect, it } from 'vitest';
import { macs, tell } from './story.ts';

describe('coming and going', () => {
  it('a first start tells of nobody; who comes later arrives', () => {
    tell(`
      0s    hall: phone          → phone home
      10s   hall: phone panel    → arrived panel, connected panel, panel home
    `);
  });

  it('who leaves counts down from the first poll without it, and then is away', () => {
    tell(`
      0s          hall: phone    → phone home
      10s         hall: nobody   → phone home?
      20s         hall: nobody   → phone home?
      30s..40s    hall: nobody   → disconnected phone, phone home-
      50s..200s   hall: nobody   → phone home-
      210s        hall: nobody   → left phone, phone away
      220s        hall: phone    → arrived phone, connected phone, phone home
    `);
  });

  it('a table that does not empty needs no second look', () => {
    tell(`
      0s          hall: phone panel   → phone home
      10s         hall: panel         → disconnected phone, phone home-
      20s..180s   hall: panel         → phone home-
      190s        hall: panel         → left phone, phone away
    `);
  });

  it('a phone that dozes for less than the delay never leaves', () => {
    tell(`
      0s          hall: phone panel   → phone home
      10s..170s   hall: panel         → disconnected phone, phone home-
      180s        hall: phone panel   → connected phone, phone home
      190s..360s  hall: panel         → disconnected phone, phone home-
    `);
  });

  it('a device may have a delay of its own, and an access point for those last seen on it; never less than two polls', () => {
    const devices = [{ macs: [macs['phone']!], name: 'Phone', awayDelayMs: 1000 }];
    const accessPoints = [{ id: '02ca00000001', name: null, awayDelayMs: 60_000 }];
    tell(
      `
      0s          hall: phone panel tablet+wifi1   → phone home
      10s..20s    hall: panel                      → disconnected phone, disconnected tablet, phone home-
      30s         hall: panel                      → left phone, phone away, tablet home-
      40s..60s    hall: panel                      → tablet home-
      70s         hall: panel                      → left tablet, tablet away
    `,
      { devices, accessPoints },
    );
  });
});

describe('incomplete evidence cannot prove absence', () => {
  it('an unreadable table proves nothing, and keeps what was counted', () => {
    tell(`
      0s          hall: phone panel   → phone home
      10s..100s   hall: panel         → disconnected phone, phone home-
      110s..400s  hall: unreadable    → phone home?
      410s..490s  hall: panel         → phone home-
      500s        hall: panel         → left phone, phone away
    `);
  });

  it('a dead router sends nobody away; after a quarter of an hour nobody knows', () => {
    const world = tell(`
      0s          hall: phone   → phone home
      10s..890s   hall: dead    → phone home?
      910s        hall: dead    → phone unknown
      920s..5000s hall: dead    → phone unknown
      5010s       hall: phone   → phone home
    `);
    const [phone] = world.devices.values();
    expect(phone!.presenceSinceAt).toBe(phone!.firstSeenAt);
  });

  it('unknown resolves to away when the evidence is complete for the delay', () => {
    tell(`
      0s            hall: phone panel   → phone home
      10s..2000s    hall: dead          → phone unknown, panel unknown
      2010s         hall: panel         → phone unknown, panel home
      2020s..2180s  hall: panel         → phone unknown
      2190s         hall: panel         → left phone, phone away
    `);
  });

  it('a router that has just booted proves nothing', () => {
    tell(`
      0s          hall: phone     → phone home
      10s..150s   hall: booting   → phone home?
      160s        hall: nobody    → disconnected phone, phone home-
    `);
  });

  it('nor does one that cannot tell how long it has been up, or keeps failing', () => {
    tell(`
      0s          hall: phone panel   → phone home
      10s..300s   hall: no-resource   → phone home?
      310s..600s  hall: open          → phone home?
    `);
  });

  it('a table empty at a stroke is believed at the third look', () => {
    tell(`
      0s          hall: phone panel   → phone home
      10s..20s    hall: nobody        → phone home?, panel home?
      30s         hall: phone panel   → phone home
      40s         hall: nobody        → phone home?
      50s         hall: unreadable    → phone home?
      60s..70s    hall: nobody        → phone home?
      80s         hall: nobody        → disconnected phone, disconnected panel, phone home-
    `);
  });

  it('a menu that vanishes counts as failed for a quarter of an hour, then holds nobody', () => {
    tell(`
      0s           hall: phone ; garden: panel     → phone home
      10s..870s    hall: no-menu ; garden: panel   → phone home?
      880s..900s   hall: no-menu ; garden: panel   → phone home?
      910s..1070s  hall: no-menu ; garden: panel   → phone unknown
      1080s        hall: no-menu ; garden: panel   → left phone, phone away
    `);
  });

  it('a CAP list that cannot be read pauses the devices of its dialect', () => {
    tell(`
      0s          hall: phone+wifi1 tablet panel   → phone home
      10s..300s   hall: panel no-cap-list          → phone home?, tablet home?
      310s        hall: panel                      → disconnected phone, disconnected tablet, phone home-
    `);
  });
});

describe('access points that drop out', () => {
  it('an access point missing from its list keeps its devices home, then unknown, and not away before a day', () => {
    tell(`
      0s                hall: phone+wifi1 panel   → phone home
      10s..880s         hall: panel no-cap        → phone home?
      910s              hall: panel no-cap        → phone unknown
      920s..80000s/60s  hall: panel no-cap        → phone unknown
      80010s            hall: phone+wifi1 panel   → phone home
    `);
  });

  it('after a day it counts as removed', () => {
    tell(`
      0s                hall: phone+wifi1 panel   → phone home
      10s..85990s/60s   hall: panel no-cap        → phone unknown
      86000s..86590s    hall: panel no-cap        → left phone, phone away
    `);
  });

  it('all its interfaces disabled is missing too', () => {
    tell(`
      0s          hall: phone+wifi1 panel     → phone home
      10s..600s   hall: panel cap-disabled    → phone home?
    `);
  });

  it('three devices gone from one access point at a stroke are believed at the third look', () => {
    tell(`
      0s          hall: phone+wifi1 tablet+wifi1 laptop+wifi1 panel   → phone home
      10s..20s    hall: panel   → phone home?
      30s         hall: panel   → disconnected phone, disconnected tablet, disconnected laptop, phone home-
    `);
  });

  it('one gone from a quiet access point is believed at once', () => {
    tell(`
      0s          hall: phone+wifi1 panel   → phone home
      10s         hall: panel               → disconnected phone, phone home-
    `);
  });
});

describe('roaming', () => {
  it('a phone that roams between interfaces or routers is never away', () => {
    tell(`
      0s    hall: phone panel ; garden: tablet        → phone home
      10s   hall: phone@wifi2 panel ; garden: tablet  → roamed phone, phone home
      20s   hall: panel ; garden: tablet phone        → roamed phone, phone home
    `);
  });

  it('between leaving one router’s table and showing in the other’s it is held', () => {
    tell(`
      0s    hall: phone panel ; garden: tablet   → phone home
      10s   hall: panel                          → phone home?
      13s   garden: tablet phone                 → roamed phone, phone home
    `);
  });

  it('overlap in two tables is one device, on the newer association', () => {
    const world = tell(`
      0s    hall: phone panel ; garden: tablet          → phone home
      10s   hall: phone panel ; garden: tablet phone    → phone home
      20s   hall: panel ; garden: tablet phone          → roamed phone, phone home
    `);
    expect(world.devices.size).toBe(3);
  });
});

describe('several routers', () => {
  it('absence is the time both routers looked at once', () => {
    tell(`
      0s          hall: phone panel ; garden: tablet   → phone home
      10s..100s   hall: panel ; garden: dead           → phone home?
      110s..280s  hall: panel ; garden: tablet         → disconnected phone, phone home-
      290s        hall: panel ; garden: tablet         → left phone, phone away
    `);
  });

  it('one of two dies while a phone walks to the other: it stays home there', () => {
    tell(`
      0s          hall: phone panel ; garden: tablet   → phone home
      10s..60s    hall: dead ; garden: tablet          → phone home?
      70s         hall: dead ; garden: tablet phone    → roamed phone, phone home
      80s..400s   hall: dead ; garden: tablet          → phone home?
    `);
  });

  it('who was last seen by a router that has been dead for a week is unknown, though the other one looks', () => {
    tell(`
      0s                hall: phone ; garden: tablet   → phone home
      10s..890s         hall: dead ; garden: tablet    → phone home?
      910s              hall: dead ; garden: tablet    → phone unknown
      920s..20000s/60s  hall: dead ; garden: tablet    → phone unknown, tablet home
    `);
  });

  it('a configured router that never answered holds nobody', () => {
    tell(`
      0s          hall: phone panel ; garden: dead   → phone home
      10s..180s   hall: panel ; garden: dead         → disconnected phone, phone home-
      190s        hall: panel ; garden: dead         → left phone, phone away
    `);
  });

  it('routers of another zone have no say', () => {
    const world = tell(`
      0s          hall: phone panel ; cabin: tablet   → phone home
      10s..180s   hall: panel ; cabin: dead           → disconnected phone, tablet home?
      190s        hall: panel ; cabin: dead           → left phone, phone away
      200s        cabin: phone tablet                 → arrived phone, connected phone, phone home
    `);
    expect(world.devices.get('020000000001')!.zone).toBe('cabin');
  });

  it('a stalled loop has seen nothing: between two polls of one router at most two intervals count', () => {
    tell(`
      0s     hall: phone panel   → phone home
      10s    hall: panel         → disconnected phone, phone home-
      800s   hall: panel         → phone home-
      810s..940s hall: panel     → phone home-
      950s   hall: panel         → phone home-
      960s   hall: panel         → left phone, phone away
    `);
  });
});

describe('configured devices', () => {
  const devices = [{ macs: [macs['phone']!, macs['tablet']!], name: 'Phone', awayDelayMs: null }];

  it('one never seen is unknown, and away without an event after the delay of complete evidence', () => {
    tell(
      `
      0s          hall: dead     → phone unknown
      10s..180s   hall: panel    → phone unknown
      190s        hall: panel    → phone away
      200s        hall: phone panel → arrived phone, connected phone, phone home
    `,
      { devices },
    );
  });

  it('one with several MACs is one device, whichever it shows', () => {
    const world = tell(
      `
      0s    hall: phone panel    → phone home
      10s   hall: tablet panel   → phone home
      20s..200s hall: panel      → disconnected phone, left phone, phone away
    `,
      { devices },
    );
    expect(world.devices.get('020000000001')!.macAddress).toBe(macs['tablet']);
    expect(world.devices.has('020000000003')).toBe(false);
  });
});
