"""What a copy of a dossier hides of the customer: each of these hides what those before it hide, and more."""

from servicedesk.domain.words.word import Word, WordList
from servicedesk.i18n import N_, NP_

NOTHING, PHONES, CONTACT, NAMES, ALL = "none", "phones", "contact", "names", "all"

MASKS = WordList(
    "mask",
    Word(NOTHING, NP_("mask", "nothing"), "no", "不脱敏|无|不"),
    Word(PHONES, N_("phone numbers"), "phone", "电话号码|电话|手机"),
    Word(CONTACT, N_("how to reach and to identify them"), "contacts|reach", "联系方式与证件|联系方式|证件"),
    Word(NAMES, N_("names too"), "name", "含姓名|姓名|名称"),
    Word(ALL, N_("names and numbers of orders too"), "everything|numbers", "含姓名与单号|全部|单号"),
)
