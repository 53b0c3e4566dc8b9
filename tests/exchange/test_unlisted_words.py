"""Words that are in no list are named, not only counted."""

import pickle

from servicedesk.exchange.unlisted_words import UnlistedWords, read_note, read_words, unlisted_note


def counted(*words: str, header: str = "Status") -> UnlistedWords:
    found = UnlistedWords()
    for word in words:
        found.add([("state", header, word)])
    return found


def test_the_most_frequent_words_are_named_with_how_often_they_stand_there() -> None:
    found = counted("搁置", "parked", "parked", "a", "b", "c", "d")
    (column,) = found.columns()
    assert (column.cells, column.has_more) == (7, False)
    assert column.words == (("parked", 2), ("搁置", 1), ("a", 1), ("b", 1), ("c", 1), ("d", 1))
    assert unlisted_note(column) == (
        "Column Status: 7 words are in no list; they are kept as they stand there:"
        " parked (2 times), 搁置, a, b, c and 1 more."
    )


def test_one_word_alone_is_named() -> None:
    (column,) = counted("搁置").columns()
    assert (
        unlisted_note(column) == "Column Status: 1 word is in no list; it is kept as it stands there: 搁置."
    )


def test_a_word_that_is_read_is_told_with_what_it_is_read_as() -> None:
    (column,) = counted(*[read_words(word, "abandoned") for word in ("空号", "空号", "停机")]).columns()
    assert read_note(column) == (
        "Column Status: 3 words say more than what they are read as; they are kept beside it:"
        " 空号 as abandoned (2 times), 停机 as abandoned."
    )


def test_each_column_is_told_by_itself_and_in_order() -> None:
    found = counted("x")
    found.add([("priority", "Prio", "brennt"), ("state", "Status", "y")])
    assert [(one.header, one.cells) for one in found.columns()] == [("Prio", 1), ("Status", 2)]


def test_a_column_of_nothing_but_different_words_takes_no_room_and_all_are_counted() -> None:
    found = counted(*(f"word {number}" for number in range(5000)))
    (column,) = found.columns()
    assert (column.cells, column.has_more, len(column.words)) == (5000, True, 200)
    assert "and over 195 more" in unlisted_note(column)
    assert len(pickle.dumps(found)) < 10_000


def test_words_and_headers_of_any_length_are_quoted_in_one_short_line() -> None:
    (column,) = counted("字\n" * 100_000, header="h" * 40_000).columns()
    note = unlisted_note(column)
    assert len(note) < 300
    assert "\n" not in note
    assert "字 字 字" in note
