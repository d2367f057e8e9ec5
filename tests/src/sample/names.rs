//! Words of the sample dealership: names, models, notes. All of them made up.

use forecourt_domain::activity::ActivityType;

/// Family names, the frequent ones more than once.
const FAMILY: [&str; 64] = [
    "王", "王", "王", "李", "李", "李", "张", "张", "张", "刘", "刘", "陈", "陈", "杨", "杨", "赵",
    "黄", "黄", "周", "周", "吴", "吴", "徐", "孙", "胡", "朱", "高", "林", "何", "郭", "马", "罗",
    "梁", "宋", "郑", "谢", "韩", "唐", "冯", "于", "董", "萧", "程", "曹", "袁", "邓", "许", "傅",
    "沈", "曾", "彭", "吕", "苏", "卢", "蒋", "蔡", "贾", "丁", "魏", "薛", "单", "任", "欧阳",
    "上官",
];

/// Characters of given names.
const GIVEN: [&str; 56] = [
    "伟", "芳", "娜", "敏", "静", "丽", "强", "磊", "军", "洋", "勇", "艳", "杰", "娟", "涛", "明",
    "超", "秀", "霞", "平", "刚", "桂", "英", "华", "玉", "萍", "红", "鹏", "飞", "宇", "欣", "怡",
    "梓", "涵", "浩", "然", "子", "轩", "雨", "桐", "佳", "琪", "思", "远", "志", "建", "国", "文",
    "博", "晨", "曦", "俊", "嘉", "诗", "若", "安",
];

const LATIN_FIRST: [&str; 32] = [
    "Marcus", "Amelia", "Maria", "Elena", "Thomas", "Sofia", "Jonas", "Hannah", "Lucas", "Emma",
    "Noah", "Clara", "Felix", "Alice", "Henrik", "Nora", "Daniel", "Ines", "Pablo", "Yara", "Ivan",
    "Olga", "Amir", "Leila", "Kenji", "Yuki", "Aisha", "Omar", "Grace", "Liam", "Zoë", "René",
];

const LATIN_LAST: [&str; 32] = [
    "Lindqvist",
    "Novak",
    "O'Neill-García",
    "Petrova",
    "Becker",
    "Rossi",
    "Andersen",
    "Müller",
    "Laurent",
    "Smith",
    "Johnson",
    "Silva",
    "Kowalski",
    "Dubois",
    "Berg",
    "Haddad",
    "Tanaka",
    "Suzuki",
    "Khan",
    "Farouk",
    "Wilson",
    "Brown",
    "Fischer",
    "Weber",
    "Moreau",
    "Costa",
    "Larsen",
    "Nilsson",
    "Schmidt",
    "Ferrari",
    "Horváth",
    "Łukasik",
];

const FIRM_FIRST: [&str; 16] = [
    "海岳", "民和", "恒通", "瑞丰", "东升", "华信", "新程", "锦江", "广源", "宏达", "天衡", "远洋",
    "金桥", "星辰", "安顺", "众诚",
];

const FIRM_TRADE: [&str; 8] = [
    "物流",
    "汽车租赁",
    "建材",
    "贸易",
    "科技",
    "食品",
    "装饰",
    "旅行社",
];

/// A model that customers ask for: name, make, model, trim, price in fen.
#[derive(Clone, Copy, Debug)]
pub struct Model {
    /// As people say it.
    pub name: &'static str,
    /// Maker.
    pub make: &'static str,
    /// Model.
    pub model: &'static str,
    /// Trim.
    pub trim: &'static str,
    /// List price, fen.
    pub price_minor: i64,
}

const fn model(name: &'static str, model: &'static str, trim: &'static str, yuan: i64) -> Model {
    Model {
        name,
        make: "Norra",
        model,
        trim,
        price_minor: yuan * 100,
    }
}

/// What the dealership sells.
pub const MODELS: [Model; 8] = [
    model("L7 Max AWD", "L7", "Max AWD", 247_000),
    model("L7 Max RWD", "L7", "Max RWD", 229_000),
    model("L6 PHEV", "L6", "PHEV", 189_800),
    model("L6 PHEV Pro", "L6", "PHEV Pro", 206_800),
    model("E5 Long Range", "E5", "Long Range", 168_800),
    model("E5 Performance", "E5", "Performance", 198_800),
    model("S3 1.5T", "S3", "1.5T", 99_800),
    model("星越 L", "星越 L", "旗舰", 185_700),
];

/// Cars that customers already drive: make and model.
pub const OWNED: [(&str, &str); 8] = [
    ("Tavia", "1.6"),
    ("Tavia", "Ridge"),
    ("Norra", "S3 1.5T"),
    ("Norra", "E5"),
    ("Halden", "Civis 1.8"),
    ("Halden", "Terra"),
    ("Orion", "V60"),
    ("Meridian", "C4"),
];

/// Colours outside.
pub const COLOURS: [&str; 8] = ["白", "黑", "银", "灰", "蓝", "红", "绿", "冰川珍珠"];

/// Contacts that take place, the frequent ones more than once.
pub const CONTACTS: [ActivityType; 10] = [
    ActivityType::CallOut,
    ActivityType::CallOut,
    ActivityType::CallOut,
    ActivityType::CallOut,
    ActivityType::CallIn,
    ActivityType::Wechat,
    ActivityType::Wechat,
    ActivityType::VisitIn,
    ActivityType::TestDrive,
    ActivityType::Message,
];

/// What was said, by language of the customer: Chinese first.
pub const NOTES: [(&str, &str); 14] = [
    ("周末来店看车", "Comes at the weekend to see the car"),
    (
        "要求置换报价，旧车 2018 款",
        "Asks for a trade-in price, car of 2018",
    ),
    (
        "对比竞品，价格敏感",
        "Compares with a rival, watches the price",
    ),
    ("家里有两个孩子，看重空间", "Two children, wants room"),
    ("问 36 期贷款方案", "Asked about a loan over 36 months"),
    ("需要和家人商量", "Wants to talk it over at home"),
    (
        "试驾满意，问交车时间",
        "Liked the test drive, asks for the delivery date",
    ),
    ("问珍珠白现车", "Asks whether pearl white is in stock"),
    ("晚上联系比较方便", "Better to call in the evening"),
    ("已发报价单", "Quote sent"),
    ("等新款上市", "Waits for the new model"),
    ("问保险和上牌费用", "Asks about insurance and registration"),
    ("小区能装充电桩", "Can have a charger at home"),
    ("想看顶配内饰", "Wants to see the top interior"),
];

/// Follow-ups to be done: Chinese and English.
pub const TASKS: [(&str, &str); 6] = [
    ("发保险报价", "Send the insurance figures"),
    ("确认试驾时间", "Confirm the time of the test drive"),
    ("跟进贷款审批", "Ask after the loan"),
    ("准备置换评估单", "Prepare the appraisal"),
    ("通知到车", "Tell the customer that the car has come"),
    ("发最新活动", "Send the current offer"),
];

/// Streets of the city.
pub const STREETS: [&str; 8] = [
    "人民路",
    "金桥路",
    "世纪大道",
    "张杨路",
    "沪闵路",
    "虹桥路",
    "浦东大道",
    "莘庄镇路",
];

/// Provinces of number plates, the city's own most.
pub const PLATES: [&str; 8] = ["沪A", "沪B", "沪C", "沪D", "沪E", "沪A", "苏E", "浙F"];

use super::dice::Dice;

/// The name of a Chinese person.
pub fn chinese(dice: &mut Dice) -> String {
    let family = dice.pick(&FAMILY);
    let first = dice.pick(&GIVEN);
    if dice.percent(70) {
        format!("{family}{first}{}", dice.pick(&GIVEN))
    } else {
        format!("{family}{first}")
    }
}

/// The name of a person with Latin letters.
pub fn latin(dice: &mut Dice) -> String {
    format!("{} {}", dice.pick(&LATIN_FIRST), dice.pick(&LATIN_LAST))
}

/// The name of a firm.
pub fn firm(dice: &mut Dice) -> String {
    format!(
        "{}{}有限公司",
        dice.pick(&FIRM_FIRST),
        dice.pick(&FIRM_TRADE)
    )
}
