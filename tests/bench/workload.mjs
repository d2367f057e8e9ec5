// The customers that every store in the bench holds: same seed, same people.

const SURNAMES = [...'王李张刘陈杨赵黄周吴徐孙胡朱高林何郭马罗'];
const GIVEN = [...'伟芳娜敏静丽强磊军洋勇艳杰娟涛明超秀霞平刚桂英'];
const LEVELS = [...'HABC'];
const SOURCES = ['walk_in', 'web', 'phone_in', 'referral'];
const MODELS = ['银河E8', '博越', '帝豪', '海豹'];
const CITIES = ['上海', '杭州', '苏州', '南京'];

/** A small linear congruential generator: the bench needs repeatable, not good, numbers. */
function generator(seed) {
  let state = seed;
  return (below) => {
    state = (Math.imul(state, 1103515245) + 12345) & 0x7fffffff;
    return Math.floor((state / 0x7fffffff) * below);
  };
}

/** The first `count` customers of the workload, each about 480 bytes of JSON. */
export function makeCustomers(count) {
  const pick = generator(42);
  const one = (list) => list[Math.min(pick(list.length), list.length - 1)];
  return Array.from({ length: count }, (_, index) => ({
    id: `01jcstmr${String(index).padStart(18, '0')}`,
    name: one(SURNAMES) + one(GIVEN) + one(GIVEN),
    phone: `13${String(100000000 + ((index * 7919) % 900000000)).slice(0, 9)}`,
    level: one(LEVELS),
    source: one(SOURCES),
    model: one(MODELS),
    city: one(CITIES),
    next: `2026-${String(1 + pick(12)).padStart(2, '0')}-${String(1 + pick(28)).padStart(2, '0')}`,
    updated: 1700000000000 + pick(1e9),
    note: 'Interested in an SUV; prefers a call at the weekend. '.repeat(1 + pick(4)).trim(),
  }));
}

/** The fields of a customer as Forecourt names them. */
export const toFields = (customer) => ({
  name: customer.name,
  phones: [{ number: `+86${customer.phone}` }],
  intent_level: customer.level,
  source: customer.source,
  model_interest: customer.model,
  city: customer.city,
  next_contact_on: customer.next,
  created_at: customer.updated,
  note: customer.note,
});

/** What the bench looks for: part of a name, and a name nobody has. */
export const SEARCH = { hit: '伟芳', miss: '不存在' };
/** The level that the bench filters by. */
export const LEVEL = 'H';
