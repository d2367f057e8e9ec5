// The customers that every store in the bench holds: same seed, same people.

const SURNAMES = [...'王李张刘陈杨赵黄周吴徐孙胡朱高林何郭马罗'];
const GIVEN = [...'伟芳娜敏静丽强磊军洋勇艳杰娟涛明超秀霞平刚桂英'];
const LEVELS = [...'HABC'];
const SOURCES = ['展厅到店', '网站', '电话', '转介绍'];
const MODELS = ['银河E8', '博越', '帝豪', '海豹'];

/** A small linear congruential generator: the bench needs repeatable, not good, numbers. */
function generator(seed) {
  let state = seed;
  return (below) => {
    state = (Math.imul(state, 1103515245) + 12345) & 0x7fffffff;
    return Math.floor((state / 0x7fffffff) * below);
  };
}

/** The first `count` customers of the workload. */
export function makeCustomers(count) {
  const pick = generator(42);
  const one = (list) => list[Math.min(pick(list.length), list.length - 1)];
  return Array.from({ length: count }, (_, index) => ({
    id: `01jcust${String(index).padStart(19, '0')}`,
    name: one(SURNAMES) + one(GIVEN) + one(GIVEN),
    phone: `13${String(100000000 + ((index * 7919) % 900000000)).slice(0, 9)}`,
    level: one(LEVELS),
    source: one(SOURCES),
    model: one(MODELS),
    owner: `u${pick(50)}`,
    updated: 1700000000000 + pick(1e9),
    note: 'Interested in an SUV; prefers a call at the weekend. '.repeat(1 + pick(4)).trim(),
  }));
}

/** The same customers as a CSV file with Chinese headers, as a dealer would import them. */
export function toCsv(customers) {
  const lines = customers.map((c) => [c.name, c.phone, c.level, c.source, c.model, `"${c.note}"`].join(','));
  return `﻿客户姓名,手机号码,意向级别,来源,意向车型,备注\n${lines.join('\n')}\n`;
}

/** What the bench looks for: part of a name, and a name nobody has. */
export const SEARCH = { hit: '伟芳', miss: '不存在' };
