"""Settings: where a value comes from, what is refused and in which words, what is written."""

import os
import stat
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from servicedesk.domain.errors import UsageError
from servicedesk.settings import Settings, config_path, set_value
from servicedesk.settings.private import create_private, make_private_folder
from servicedesk.settings.table import SETTINGS
from servicedesk.settings.values import clock_time, local_zone_name


@pytest.fixture
def config(tmp_path: Path) -> Path:
    return tmp_path / "config.toml"


def load(config: Path, environ: dict[str, str] | None = None, **flags: object) -> Settings:
    if not config.exists():
        config.touch()
    return Settings.load(environ or {}, config=config, **flags)


def test_a_flag_beats_the_environment_which_beats_the_file_which_beats_the_default(config: Path) -> None:
    assert (load(config).theme, load(config).origins["theme"]) == ("desk-dark", "default")
    config.write_text('theme = "nord"\n')
    assert (load(config).theme, load(config).origins["theme"]) == ("nord", "file")
    environ = {"SERVICEDESK_THEME": "gruvbox"}
    assert (load(config, environ).theme, load(config, environ).origins["theme"]) == ("gruvbox", "environment")
    flagged = load(config, environ, theme="monokai")
    assert (flagged.theme, flagged.origins["theme"]) == ("monokai", "flag")
    assert load(config, environ, theme=None).theme == "gruvbox"


@pytest.mark.parametrize(
    ("variable", "text", "name", "value"),
    [
        ("SERVICEDESK_DB", "/desks/北京.db", "db", Path("/desks/北京.db")),
        ("SERVICEDESK_LANG", "zh-CN", "lang", "zh_CN"),
        ("SERVICEDESK_TZ", "Asia/Shanghai", "timezone", "Asia/Shanghai"),
        ("SERVICEDESK_ACTOR", " 王\x1b小明 ", "actor", "王小明"),
        ("SERVICEDESK_THEME", "nord", "theme", "nord"),
    ],
)
def test_each_variable_of_the_environment_is_read(
    config: Path, variable: str, text: str, name: str, value: object
) -> None:
    assert load(config, {variable: text}).get(name) == value


def test_the_file_holds_every_kind_of_value(config: Path) -> None:
    config.write_text(
        'db = "desk.db"\nlang = "zh"\ntimezone = "Asia/Shanghai"\nregion = "gb"\ndate_order = "dmy"\n'
        'desk_name = "售后 [b]一部"\nsnooze_morning = "8:30"\nfirst_screen = "queue"\n'
        "refresh_ms = 500\nmask_phones = true\n",
        encoding="utf-8",
    )
    settings = load(config)
    assert settings.db == config.parent / "desk.db"
    assert (settings.lang, settings.region, settings.date_order) == ("zh_CN", "GB", "dmy")
    assert (settings.snooze_morning, settings.desk_name) == ("08:30", "售后 [b]一部")
    assert (settings.first_screen, settings.refresh_ms, settings.mask_phones) == ("queue", 500, True)
    assert str(settings.zone) == "Asia/Shanghai"


def test_a_relative_path_starts_where_it_was_written(
    config: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    elsewhere = tmp_path / "elsewhere"
    elsewhere.mkdir()
    monkeypatch.chdir(elsewhere)
    assert load(config, db="a.db").db == elsewhere / "a.db"
    assert load(config, {"SERVICEDESK_DB": "b.db"}).db == elsewhere / "b.db"
    config.write_text('db = "c.db"')
    assert load(config).db == tmp_path / "c.db"


def test_without_any_word_the_platform_folders_are_used_and_nothing_is_made() -> None:
    settings = Settings.load({})
    assert settings.db == Path(os.environ["XDG_DATA_HOME"], "servicedesk", "desk.db")
    assert (
        settings.config
        == Path(os.environ["XDG_CONFIG_HOME"], "servicedesk", "config.toml")
        == config_path({})
    )
    assert settings.keymap == settings.config.with_name("keymap.toml")
    assert not settings.db.parent.exists()
    assert not settings.config.parent.exists()


def test_the_language_follows_the_locale_when_nobody_said(config: Path) -> None:
    assert load(config, {"LANG": "zh_CN.UTF-8"}).lang == "zh_CN"
    assert load(config, {"LANG": "zh_CN.UTF-8", "LC_ALL": "C"}).lang == "en"
    assert load(config, {"LANG": "fr_FR.UTF-8"}).lang == "en"


@pytest.mark.parametrize(
    "text",
    [
        "refresh_ms = true",
        "refresh_ms = 5",
        'refresh_ms = "500"',
        'mask_phones = "yes"',
        "mask_phones = 1",
        'lang = "fr"',
        'timezone = "Mars/Base"',
        'timezone = "../../etc/passwd"',
        'timezone = "Asia"',
        'timezone = ""',
        'date_order = "ydm"',
        'snooze_evening = "24:00"',
        'snooze_evening = "６:00"',
        'region = "中国"',
        'first_screen = "settings"',
        'actor = "\\u0007"',
        'db = ""',
        "db = 1",
        "desk_name = ['a']",
    ],
)
def test_a_value_that_does_not_fit_is_refused_and_the_error_names_the_key(config: Path, text: str) -> None:
    config.write_text(text, encoding="utf-8")
    with pytest.raises(UsageError) as caught:
        load(config)
    key = text.partition(" ")[0]
    assert caught.value.message.startswith(f"{key} must be ")
    assert key in caught.value.hint


@pytest.mark.parametrize(
    ("text", "nearest"),
    [("langauge = 'en'", "lang"), ("time_zone = 'UTC'", "timezone"), ("[desk]\nname = 1", "desk_name")],
)
def test_an_unknown_key_is_refused_with_the_nearest_one(config: Path, text: str, nearest: str) -> None:
    config.write_text(text)
    with pytest.raises(UsageError) as caught:
        load(config)
    assert nearest in caught.value.hint


@pytest.mark.parametrize("key", ["config", "keymap"])
def test_a_file_cannot_say_where_it_is_itself(config: Path, key: str) -> None:
    config.write_text(f"{key} = 'x.toml'")
    with pytest.raises(UsageError, match="no setting called"):
        load(config)


def test_an_unknown_key_with_hostile_letters_reaches_the_terminal_escaped(config: Path) -> None:
    config.write_text('"\\u001b[31m[/x]" = 1')
    with pytest.raises(UsageError) as caught:
        load(config)
    assert "\x1b" not in caught.value.message


@pytest.mark.parametrize("content", [b"lang = zh", b"lang = '\xff'", b"\x00", b"lang = 'en'\nlang = 'zh'"])
def test_a_file_that_is_no_toml_is_refused_in_one_line(config: Path, content: bytes) -> None:
    config.write_bytes(content)
    with pytest.raises(UsageError) as caught:
        load(config)
    assert str(config) in caught.value.message
    assert "\n" not in caught.value.message


def test_a_named_file_that_is_missing_is_refused_and_a_folder_too(config: Path, tmp_path: Path) -> None:
    with pytest.raises(UsageError, match="no configuration file"):
        Settings.load({}, config=config)
    with pytest.raises(UsageError, match="no configuration file"):
        Settings.load({"SERVICEDESK_CONFIG": str(config)})
    with pytest.raises(UsageError, match="cannot be read"):
        Settings.load({}, config=tmp_path)


def test_a_byte_order_mark_does_no_harm(config: Path) -> None:
    config.write_bytes(b"\xef\xbb\xbflang = 'zh'")
    assert load(config).lang == "zh_CN"
    set_value(config, "region", "de")
    assert (load(config).lang, load(config).region) == ("zh_CN", "DE")


def test_a_wrong_variable_is_named(config: Path) -> None:
    with pytest.raises(UsageError, match="timezone must be") as caught:
        load(config, {"SERVICEDESK_TZ": "Beijing"})
    assert "SERVICEDESK_TZ" in caught.value.hint


def test_an_unknown_flag_or_name_is_refused(config: Path) -> None:
    with pytest.raises(UsageError, match="no setting called"):
        load(config, database="x")
    with pytest.raises(UsageError, match="no setting called"):
        load(config).get("colour")


def test_a_written_value_is_read_back_and_comments_stay(config: Path) -> None:
    config.write_text("# our desk\nlang = 'en'  # the boss reads English\n\n# screens\nrefresh_ms = 300\n")
    assert set_value(config, "lang", "zh") == "zh_CN"
    assert set_value(config, "refresh_ms", "1000") == 1000
    assert set_value(config, "mask_phones", "on") is True
    assert set_value(config, "date_order", "auto") is None
    assert set_value(config, "desk_name", "售后\"一部'") == "售后\"一部'"
    text = config.read_text(encoding="utf-8")
    assert text.startswith(
        '# our desk\nlang = "zh_CN"  # the boss reads English\n\n# screens\nrefresh_ms = 1000\n'
    )
    settings = load(config)
    assert (settings.lang, settings.refresh_ms, settings.mask_phones) == ("zh_CN", 1000, True)
    assert (settings.date_order, settings.desk_name) == (None, "售后\"一部'")


def test_a_first_write_makes_private_folders_and_a_private_file(tmp_path: Path) -> None:
    config = tmp_path / "new" / "folder" / "config.toml"
    set_value(config, "lang", "zh")
    assert stat.S_IMODE(config.stat().st_mode) == 0o600
    assert (
        stat.S_IMODE(config.parent.stat().st_mode)
        == stat.S_IMODE(config.parent.parent.stat().st_mode)
        == 0o700
    )
    assert [path.name for path in config.parent.iterdir()] == ["config.toml"]


def test_a_private_folder_is_private_under_any_umask(tmp_path: Path) -> None:
    earlier = os.umask(0)
    try:
        make_private_folder(tmp_path / "a" / "b")
    finally:
        os.umask(earlier)
    assert (
        stat.S_IMODE((tmp_path / "a").stat().st_mode)
        == stat.S_IMODE((tmp_path / "a" / "b").stat().st_mode)
        == 0o700
    )
    make_private_folder(tmp_path / "a" / "b")


def test_a_refused_write_leaves_the_file_as_it_was(config: Path) -> None:
    config.write_text("lang = 'en'\n")
    for name, text in [
        ("lang", "fr"),
        ("langs", "en"),
        ("refresh_ms", "-1"),
        ("mask_phones", "maybe"),
        ("config", "x"),
    ]:
        with pytest.raises(UsageError):
            set_value(config, name, text)
    assert config.read_text() == "lang = 'en'\n"
    config.write_text("broken")
    with pytest.raises(UsageError):
        set_value(config, "lang", "zh")
    assert config.read_text() == "broken"


def test_a_linked_file_stays_a_link(config: Path, tmp_path: Path) -> None:
    kept = tmp_path / "kept.toml"
    kept.write_text("lang = 'en'\n")
    config.symlink_to(kept)
    set_value(config, "lang", "zh")
    assert config.is_symlink()
    assert "zh_CN" in kept.read_text()


def test_every_setting_is_described_with_value_origin_and_help_in_the_language(config: Path) -> None:
    lines = load(config, {"SERVICEDESK_LANG": "zh"}, refresh_ms="500").describe()
    assert [line.name for line in lines] == [setting.name for setting in SETTINGS]
    by_name = {line.name: line for line in lines}
    assert (by_name["lang"].value, by_name["lang"].origin) == ("zh_CN", "environment")
    assert (by_name["refresh_ms"].value, by_name["refresh_ms"].origin) == ("500", "flag")
    assert (by_name["mask_phones"].value, by_name["date_order"].value) == ("false", "auto")
    assert all(line.help for line in lines)


def test_what_is_shown_can_be_written_back(config: Path) -> None:
    for line in load(config).describe():
        if line.name != "config":
            set_value(config, line.name, line.value)
    settings = load(config)
    assert {origin for name, origin in settings.origins.items() if name != "config"} == {"file"}


@pytest.mark.parametrize(
    ("environ", "link", "text", "zone"),
    [
        ({"TZ": "Asia/Shanghai"}, "/usr/share/zoneinfo/Europe/Berlin", "", "Asia/Shanghai"),
        ({"TZ": ":/usr/share/zoneinfo/Asia/Tokyo"}, "", "", "Asia/Tokyo"),
        ({"TZ": "CET-1CEST,M3.5.0,M10.5.0/3"}, "../usr/share/zoneinfo/Europe/Berlin", "", "Europe/Berlin"),
        ({}, "/usr/share/zoneinfo/posix/Asia/Shanghai", "Europe/Paris", "Asia/Shanghai"),
        ({"TZ": ""}, "", "Europe/Paris\n", "Europe/Paris"),
        ({}, "", "\ufffd rubbish", "UTC"),
        ({}, "", "", "UTC"),
    ],
)
def test_the_zone_of_the_machine_is_found_by_name(
    tmp_path: Path, environ: dict[str, str], link: str, text: str, zone: str
) -> None:
    if link:
        (tmp_path / "localtime").symlink_to(link)
    if text:
        (tmp_path / "timezone").write_text(text, encoding="utf-8")
    assert local_zone_name(environ, tmp_path) == zone


@given(st.text(alphabet="0123456789:９一 -", max_size=6))
def test_a_time_of_day_is_refused_or_brought_into_one_form(text: str) -> None:
    try:
        result = clock_time(text)
    except ValueError:
        return
    hour, minute = result.split(":")
    assert len(result) == 5
    assert 0 <= int(hour) < 24
    assert 0 <= int(minute) < 60
    assert clock_time(result) == result


def test_a_private_file_is_its_owners_alone_from_the_first_byte(tmp_path: Path) -> None:
    before = os.umask(0)
    try:
        os.close(create_private(tmp_path / "客户.csv"))
    finally:
        os.umask(before)
    assert (tmp_path / "客户.csv").stat().st_mode & 0o777 == 0o600


@pytest.mark.parametrize("leads_to", ["there", "nowhere"])
def test_a_private_file_is_never_made_through_a_link(tmp_path: Path, leads_to: str) -> None:
    (tmp_path / "there").write_text("kept")
    (tmp_path / "link").symlink_to(tmp_path / leads_to)
    with pytest.raises(FileExistsError):
        create_private(tmp_path / "link")
    assert (tmp_path / "there").read_text() == "kept"
    assert not (tmp_path / "nowhere").exists()
