"""Twelve products of the demo shop. Prices and costs in 分; brand and proofs are invented."""

from __future__ import annotations

from dataclasses import dataclass

from kaibo.catalog.facade import ProductDraft, SkuDraft


@dataclass(frozen=True, slots=True)
class DemoProduct:
    """A product, the units of each of its SKUs, and how it is drawn."""

    draft: ProductDraft
    stock: tuple[int, ...]
    picture: str
    tint: str


@dataclass(frozen=True, slots=True)
class Variant:
    """A SKU in one line: code suffix, name, daily price, floor, cost, grams, units in stock."""

    suffix: str
    name: str
    price: int
    floor: int
    cost: int
    grams: int
    stock: int


def _make(
    code: str,
    name: str,
    category: str,
    picture: str,
    tint: str,
    points: tuple[str, str, str],
    proof: tuple[str, str],
    variants: tuple[Variant, ...],
) -> DemoProduct:
    skus = [
        SkuDraft(
            code=f"{code}-{each.suffix}",
            name=each.name,
            barcode=f"69{sum(code.encode()) % 9973:05d}{index:05d}",
            daily_price=each.price,
            floor_price=each.floor,
            cost=each.cost,
            weight_g=each.grams,
        )
        for index, each in enumerate(variants)
    ]
    draft = ProductDraft(
        code=code,
        name=name,
        category=category,
        brand="云禾",
        description=f"{name}。{'；'.join(points)}。48 小时内发货，7 天无理由退货。",
        selling_points=list(points),
        claims=[{"text": proof[0], "proof": proof[1]}],
        skus=skus,
    )
    return DemoProduct(draft, tuple(each.stock for each in variants), picture, tint)


PRODUCTS: tuple[DemoProduct, ...] = (
    _make(
        "YH-TOWEL", "长绒棉毛巾三条装", "家纺", "towel", "#7FB7BE",
        ("一碰就吸水，洗后不硬", "32 股长绒棉，不掉毛", "A 类婴童可用"),
        ("A 类婴幼儿可用", "检测报告 YH-2026-031（演示）"),
        (
            Variant("BLUE", "雾蓝", 3990, 1890, 1120, 330, 600),
            Variant("PINK", "藕粉", 3990, 1890, 1120, 330, 480),
        ),
    ),
    _make(
        "YH-BOX", "可折叠收纳箱 66L", "收纳", "box", "#D9A066",
        ("三秒折叠，不用时只有 8 cm", "承重 30 kg，可叠三层", "双开门，不用搬上层"),
        ("承重 30 kg", "检测报告 YH-2026-044（演示）"),
        (
            Variant("L", "大号 66L", 5900, 3900, 2350, 1900, 420),
            Variant("M", "中号 38L", 4500, 2900, 1700, 1300, 380),
        ),
    ),
    _make(
        "YH-BED4", "60 支纯棉四件套", "家纺", "bedding", "#C98B8B",
        ("60 支长绒棉，睡着不闷", "活性印染，洗 50 次不褪", "被套四角绑带，不跑被"),
        ("60 支长绒棉", "检测报告 YH-2026-012（演示）"),
        (
            Variant("15-SAND", "1.5 m 床 · 沙白", 29900, 16900, 9800, 2400, 160),
            Variant("18-SAND", "1.8 m 床 · 沙白", 32900, 18900, 11200, 2700, 220),
            Variant("18-MINT", "1.8 m 床 · 薄荷绿", 32900, 18900, 11200, 2700, 140),
        ),
    ),
    _make(
        "YH-PILLOW", "泰国乳胶护颈枕", "家纺", "pillow", "#8FA7C9",
        ("93% 天然乳胶，回弹有支撑", "高低两区，仰睡侧睡都合适", "枕套可拆洗"),
        ("天然乳胶含量 93%", "检测报告 YH-2026-020（演示）"),
        (
            Variant("LOW", "低枕 7/9 cm", 19900, 9900, 5600, 1250, 300),
            Variant("HIGH", "高枕 10/12 cm", 20900, 10900, 5900, 1400, 320),
        ),
    ),
    _make(
        "YH-CUP", "316 不锈钢保温杯 480 ml", "厨房", "cup", "#5E8C7A",
        ("食品接触用 316 不锈钢内胆", "6 小时仍有 68 ℃", "单手弹盖，包里不漏"),
        ("保温 6 h ≥ 68 ℃", "GB/T 29606 检测报告（演示）"),
        (
            Variant("GREEN", "松绿", 12900, 6900, 3600, 320, 350),
            Variant("WHITE", "米白", 12900, 6900, 3600, 320, 350),
            Variant("BLACK", "墨黑", 12900, 6900, 3600, 320, 200),
        ),
    ),
    _make(
        "YH-WOK", "麦饭石色不粘炒锅 32 cm", "厨房", "wok", "#6B6E76",
        ("少油不粘，煎蛋自己滑", "锅底 4.5 mm，受热匀", "燃气灶、电磁炉都能用"),
        ("不粘等级 Ⅰ 级", "GB/T 32095 检测报告（演示）"),
        (
            Variant("30", "30 cm 带盖", 19900, 11900, 6900, 2200, 180),
            Variant("32", "32 cm 带盖", 22900, 12900, 7600, 2500, 240),
        ),
    ),
    _make(
        "YH-DISH", "青山陶瓷餐具 16 件套", "厨房", "dish", "#7C9CB5",
        ("釉下彩，花纹在釉里不掉", "微波炉、洗碗机可用", "四人份，送礼盒"),
        ("铅镉溶出量合格", "GB 4806.4 检测报告（演示）"),
        (Variant("16", "16 件礼盒", 26900, 15900, 9200, 5200, 150),),
    ),
    _make(
        "YH-BOARD", "整竹抗菌砧板", "厨房", "board", "#C8A876",
        ("整竹压制，不用胶拼面", "双面可用，生熟分开", "带滤汁槽和防滑脚"),
        ("抗菌率 ≥ 99%", "QB/T 2591 检测报告（演示）"),
        (
            Variant("M", "38 × 26 cm", 6900, 3900, 2100, 1300, 260),
            Variant("L", "45 × 30 cm", 8900, 4900, 2700, 1800, 260),
        ),
    ),
    _make(
        "YH-LAMP", "全光谱护眼台灯", "家居", "lamp", "#E0B64F",
        ("国 AA 级照度，整张书桌都亮", "Ra97，颜色看得真", "无可视频闪，四档色温"),
        ("国 AA 级照度", "GB/T 9473 检测报告（演示）"),
        (Variant("STD", "标准款", 29900, 19900, 11800, 1900, 200),),
    ),
    _make(
        "YH-BLANKET", "加厚羊羔绒盖毯", "家纺", "blanket", "#B98F6F",
        ("双层 380 克，盖着轻又暖", "包边走线密，不脱线", "机洗不起球"),
        ("起球 4 级", "检测报告 YH-2026-038（演示）"),
        (
            Variant("S", "150 × 200 cm", 15900, 8900, 4900, 1500, 240),
            Variant("L", "200 × 230 cm", 21900, 12900, 7300, 2300, 180),
        ),
    ),
    _make(
        "YH-CANDLE", "大豆蜡香薰礼盒", "家居", "candle", "#A68BB8",
        ("大豆蜡，烧完不黑杯", "雪松、白茶、柑橘三味", "每杯约 40 小时"),
        ("燃烧时长约 40 h", "企业实测记录（演示）"),
        (
            Variant("3", "三味礼盒", 16900, 9900, 5200, 900, 160),
            Variant("1", "白茶单杯", 6900, 3900, 1900, 320, 300),
        ),
    ),
    _make(
        "YH-PODS", "洗衣凝珠 52 颗", "清洁", "pods", "#6FA3D8",
        ("一颗洗 3 kg，不用量", "去油去渍，机洗手洗都行", "留香淡，可放心贴身穿"),
        ("去污力合格", "QB/T 1224 检测报告（演示）"),
        (
            Variant("52", "52 颗盒装", 5900, 2900, 1600, 780, 800),
            Variant("104", "104 颗两盒", 10900, 5500, 3100, 1560, 500),
        ),
    ),
)  # fmt: skip
