from zongjie_train.plain_tables import align, columns


def widths(table: str) -> set[int]:
    return {columns(line) for line in table.splitlines()}


def test_columns_are_even_where_characters_are_wide():
    assert len(widths(align([["x", "", "n"], ["计划", "甲", "1"], ["y", "乙乙", "22"]]))) == 1


def test_a_title_wider_than_its_columns_widens_them():
    rows = [["", "措施"], ["甲", "0.1"], ["model", "0.25"]]
    table = align(rows, n_left=1, groups=["very wide group"], rule=True)
    assert len(widths(table)) == 1
    assert table.splitlines()[2] == "─" * widths(table).pop()
