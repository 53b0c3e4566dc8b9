"""Requests, enquiries and suggestions in Chinese, and the calls that need no case."""

from servicedesk.services.demo.complaints_zh import APPLIANCES, COOLERS, PURIFIERS
from servicedesk.services.demo.topics import SALES, SUMMER, SmallTalk, Topic

WISHES = (
    Topic(
        kind="request", weight=9, category="预约", labels=("滤芯",), products=PURIFIERS,
        subjects=("预约更换{product}滤芯", "{product}滤芯到期，要求上门更换"),
        descriptions=("客户要求更换{product}全套滤芯，{day}下午在家，问总价。",
                      "指示灯变红，客户要预约换芯。"),
        notes=("报价{amount}元含上门费，客户同意，派{worker}。", "{worker}已和客户约好时间。"),
        results=("全套滤芯已更换，收费{amount}元，已复位计时。", "已换 PP 棉和 RO 膜，旧芯带走。"),
        told=("告知下次更换时间为一年后，客户无异议。",),
        waits=("等客户定时间",), visits=("换芯后回访", "提醒下次换芯"), department="售后部",
    ),
    Topic(
        kind="request", weight=8, category="预约", labels=("安装", "上门"), products=(*COOLERS, *APPLIANCES),
        season=SUMMER,
        subjects=("{product}已到货，预约安装", "新房装修，{product}需要先打孔"),
        descriptions=("客户{product}已收货，希望{day}安装，小区中午不能施工。",
                      "客户需要先上门量尺寸再装{product}。"),
        notes=("已和{worker}约好，提醒客户备好水电接口。",),
        results=("安装完成，客户签收安装单，辅材{amount}元。", "已打孔并完成安装，试机正常。"),
        told=("告知保修从今天起算，客户满意。",),
        waits=("等客户装修进度", "等小区物业批准施工"),
        chases=("客户问能不能提前一天装。",), visits=("安装后三天回访",), department="安装组",
    ),
    Topic(
        kind="request", weight=5, category="预约", labels=("移机",), products=COOLERS,
        subjects=("搬家，{product}需要移机", "{product}移机报价"),
        descriptions=("客户搬到同城另一小区，{product}要拆装并加氟，问费用和时间。",),
        notes=("报价拆装{amount}元，加氟另计，客户接受，派{worker}。",),
        results=("已拆装并补氟，试机正常。",), told=("告知移机后保修90天。",), waits=("等客户搬家日期",),
        visits=("移机后回访",), department="安装组",
    ),
    Topic(
        kind="request", weight=4, category="预约", labels=("清洗",), products=(*COOLERS, "油烟机 Y8"),
        season=SUMMER,
        subjects=("预约清洗{product}", "店里三台{product}要深度清洗"),
        descriptions=("客户要求换季前清洗{product}，最好上午来。", "营业时间不方便，想约早上9点前。"),
        notes=("已安排{worker}早上8点半到，客户知悉。",),
        results=("清洗完成，收费{amount}元，送消毒一次。",),
        told=("发了清洗前后对比照片，客户满意。",), department="售后部",
    ),
    Topic(
        kind="enquiry", weight=9, category="咨询", labels=("保修",),
        products=(*PURIFIERS, *COOLERS, *APPLIANCES),
        subjects=("咨询{product}保修多久", "{product}过保维修怎么收费", "{product}延保怎么买"),
        descriptions=("客户问{product}是否还在保修期，订单{order}。",),
        notes=("查到购买日期，整机一年，主要部件三年。",),
        results=("已告知保修政策并发图片说明。",), told=("客户清楚了，无其他问题。",),
    ),
    Topic(
        kind="enquiry", weight=8, category="咨询", labels=("报价",), products=(*PURIFIERS, *COOLERS),
        season=SALES,
        subjects=("咨询{product}团购价", "办公室想装{product}，求报价", "{product}最近有没有活动价"),
        descriptions=("客户要采购{product}五台以上，问团购价和安装费。",
                      "办公室二十人，想装{product}，要含安装的总价。",
                      "客户不急，想等活动再买，问能便宜多少。"),
        notes=("已请示主管，可以优惠{amount}元。",),
        results=("报价单已发，含安装。", "报价单已发邮箱，附安装要求。", "客户说再考虑，已留微信。"),
        told=("报价有效期两周，客户知悉。",), waits=("等主管批价",), visits=("跟进报价",),
    ),
    Topic(
        kind="enquiry", weight=5, category="咨询", labels=("安装条件",), products=(*PURIFIERS, "洗碗机 D6"),
        subjects=("厨房没有插座能装{product}吗", "{product}安装需要多大空间", "水压低能用{product}吗"),
        descriptions=("客户装修中，问{product}预留尺寸和水电位置。",),
        notes=("已发安装尺寸图，提醒预留五孔插座。",),
        results=("尺寸图已发微信，客户转给装修师傅。",),
        told=("客户确认收到。",),
    ),
    Topic(
        kind="suggestion", weight=4, category="建议", labels=("建议",), products=("小程序",),
        subjects=("建议换芯到期发短信提醒", "建议小程序能看到师傅位置", "说明书字太小，老人看不清"),
        descriptions=("老客户提的建议，认为能少打很多电话，希望采纳。",),
        notes=("已转产品组，编号记录在周会清单。",),
        results=("产品组采纳，排入下一版。", "暂不做，已记录理由。"),
        told=("已感谢客户并告知结果，送优惠券{amount}元。",),
        department="产品组",
    ),
)  # fmt: skip

SMALL_TALK = (
    SmallTalk("咨询", "问换滤芯周期，已告知 PP 棉半年、RO 膜两年。", weight=5),
    SmallTalk("咨询", "问门店营业时间和地址。", weight=4),
    SmallTalk("咨询", "问空调清洗价格，挂机120元、柜机180元，客户说考虑一下。", weight=3),
    SmallTalk("咨询", "问净水器漏电保护跳闸怎么办，指导拔插头重启，已恢复。", weight=2),
    SmallTalk("咨询", "问发票怎么开，已发开票链接。", weight=3),
    SmallTalk("物流", "查物流，已告知今天下午派送。", weight=5),
    SmallTalk("物流", "客户要改送货时间，已改到周六上午。", weight=3),
    SmallTalk("订购", "订购滤芯套装一套，货到付款。", "order_taken", weight=6),
    SmallTalk("订购", "加购延保两年，已下单。", "order_taken", weight=3),
    SmallTalk("订购", "订购挂机一台，约下周安装。", "order_taken", weight=3),
    SmallTalk("订购", "公司订饮水机两台，合同发邮箱。", "order_taken", weight=2),
    SmallTalk("服务", "客户来电表扬王师傅，活干得细，已记录。", weight=2),
    SmallTalk("服务", "客户说遥控器失灵，换电池后正常。", weight=3),
    SmallTalk("服务", "客户开会不方便，约晚点再打。", "call_back", weight=3),
    SmallTalk("服务", "要找主管，主管不在，约好回电。", "call_back", weight=2),
    SmallTalk("其他", "打错了，要找隔壁快递站。", "wrong_number", weight=3),
    SmallTalk("其他", "推销电话，已婉拒。", "wrong_number", weight=2),
    SmallTalk("其他", "", "abandoned", weight=9),
    SmallTalk("回访", "回电：告知上次问的型号有货。", direction="out", weight=3),
    SmallTalk("回访", "提醒明天上门时间，客户说在家。", direction="out", weight=5),
    SmallTalk("回访", "核对收货地址，无误。", direction="out", weight=3),
    SmallTalk("回访", "无人接听，发微信留言。", direction="out", weight=2),
)

VISITS = (
    ("例行回访，了解使用情况", "使用正常，没有问题。", "call"),
    ("例行回访，了解使用情况", "客户说水质不错，问了滤芯价格。", "call"),
    ("例行回访，了解使用情况", "设备正常，客户推荐了一位邻居。", "call"),
    ("季度走访，检查设备", "检查三台设备，换了一支 PP 棉，客户签字。", "visit"),
    ("提醒换滤芯", "已约下周三换芯。", "message"),
    ("提醒换滤芯", "客户说先不换，下个月再联系。", "message"),
    ("满意度回访", "满意，打90分，希望上门再准时一点。", "call"),
    ("满意度回访", "满意，无意见。", "call"),
    ("满意度回访", "基本满意，说等待时间偏长。", "call"),
    ("节日问候，送小礼品", "礼品已收到，客户很高兴。", "gift"),
    ("换季保养提醒", "约了清洗，已另建工单。", "call"),
    ("续签维保合同", "合同条款已确认，等盖章。", "email"),
)
"""Purposes of a care contact, each with what came of it and how it is made."""

WELCOMES = (
    ("新客户首次回访", "安装满意，已教会看滤芯指示灯。"),
    ("新客户首次回访", "用着不错，加了微信。"),
    ("新客户使用指导", "已指导设定定时，客户会用了。"),
)

CALL_BACKS = (
    ("回电：主管答复价格", "已报价，客户说和家人商量。"),
    ("回电：确认上门时间", "已约好。"),
    ("回电：上次没说完的安装问题", "已讲清楚。"),
)

MISSES = ("三次无人接听", "客户在出差，下周再约", "号码停机", "客户说不用回访", "当天师傅排满")
CANCELS = ("客户已自行解决", "重复安排", "客户要求不再联系")
REOPENINGS = ("客户来电说问题又出现，重新处理。", "回访发现没有彻底解决，重开工单。")
CANCELLED_CASES = ("重复登记，已并到前一张工单跟进。", "客户来电说弄错了，不是我们的产品。")
SETTLED = (
    "问题没有再出现，客户满意。", "使用正常，打95分。", "正常，客户说师傅很负责。",
    "基本满意，希望以后快一点。",
)  # fmt: skip
CARE = "回访"
