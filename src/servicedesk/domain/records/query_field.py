"""What a word of the query language is, and the words that several lists understand."""

from functools import cache
from typing import Any, NamedTuple

from servicedesk.domain.words.word import WordList
from servicedesk.i18n import N_, language

ENUM, DATE, NUMBER, TEXT, LABEL, FLAG, RECORD = "enum", "date", "number", "text", "label", "flag", "record"


class QueryField(NamedTuple):
    """One query word.

    `type` is one of `enum`, `date`, `number`, `text`, `label`, `flag`, `record`. `also` holds its other names
    with `|` between; the first Chinese one is what screens call it. `closed_list` names the list of its
    values, `conditions` the part of it that is meant; a text, number or date may be something else too, an
    enum or flag may not. `past` dates have happened: `fri` is the last Friday and `3d` three days ago.
    `record` is the kind of a number. `instead` are heads of columns that cannot be asked for,
    and this can.
    """

    name: str
    type: str
    help: str
    also: str = ""
    closed_list: str = ""
    past: bool = False
    record: str = ""
    conditions: tuple[str, ...] = ()
    instead: str = ""

    @property
    def aliases(self) -> tuple[str, ...]:
        """Its other names."""
        return tuple(self.also.split("|"))

    @property
    def words(self) -> WordList[Any] | None:
        """The closed list of its values."""
        return _words(self.closed_list, self.conditions) if self.closed_list else None

    def read(self, text: str) -> Any:
        """The value of the closed list that `text` means; None where it is none of them."""
        return self.words.read(text) if self.words is not None else None

    def shown(self) -> str:
        """The word in the user's language."""
        if language() == "en":
            return self.name
        return next((alias for alias in self.aliases if not alias.isascii()), self.name)


@cache
def _words(name: str, only: tuple[str, ...]) -> WordList[Any]:
    from servicedesk.domain.words.conditions import CONDITIONS, ME
    from servicedesk.domain.words.lists import LISTS

    found = {**LISTS, CONDITIONS.name: CONDITIONS, ME.name: ME}[name]
    return found.only(*only) if only else found


def number_word(kind: str, also: str) -> QueryField:
    """The word for the own number of a record; `also` are its other names."""
    return QueryField("number", RECORD, N_("its number"), f"编号|{also}", record=kind)


def flags(*names: str) -> QueryField:
    """The word `is:` of a list that knows these conditions."""
    help_text = N_("a condition, such as {values}")
    return QueryField("is", FLAG, help_text, "是", "condition", conditions=names)


OWNER_WORD = QueryField(
    "owner", TEXT, N_("who looks after it; me, or none"), "assignee|负责人|处理人|经办人|跟进人|责任人", "me"
)
TIER_WORD = QueryField("tier", TEXT, N_("the tier"), "客户等级|等级|级别|会员等级", "tier")
PHONE_WORD = QueryField("phone", TEXT, N_("any part of the customer's number"), "电话|手机|号码|联系电话")
CUSTOMER_WORD = QueryField("customer", RECORD, N_("a customer's number or name"), "客户", record="customer")
CASE_WORD = QueryField("case", RECORD, N_("a case number"), "工单", record="case")
CATEGORY_WORD = QueryField("category", TEXT, N_("what it is about"), "问题类别|类别|分类|投诉类型|业务类型")
CHANNEL_WORD = QueryField(
    "channel", ENUM, N_("the way it came in"), "渠道|来源渠道|受理渠道|沟通渠道", "channel"
)
SOURCE_WORD = QueryField("source", TEXT, N_("where it was imported from"), "来源")
TEXT_WORD = QueryField("text", TEXT, N_("words in the text, as without a colon"), "内容|文字")
DUE_WORD = QueryField("due", DATE, N_("when it is due"), "处理期限|截止|期限|到期|到期时间|时限")
UPDATED_WORD = QueryField("updated", DATE, N_("when it last changed"), "更新时间|更新", past=True)
