from zongjie_train.evaluation.tables import format_tables

LABELS = ["measure", "plan"]


def figures(f1: float) -> dict:
    return {
        "reports": 2,
        "sentences": 1200,
        "role_macro_f1": f1,
        "role_f1": {"measure": f1, "plan": float("nan")},
        "role_selective": {"accuracy": 0.97, "threshold": 0.6, "coverage": 0.9},
        "role_no_rule": {"n": 0, "accuracy": None},
        "section_macro_f1": 0.5,
        "boundary_f1": 0.25,
        "pk": 0.125,
        "intervals": {"role_macro_f1": [0.75, 0.85], "boundary_f1": None},
    }


def test_sources_stand_side_by_side_in_the_headline_and_apart_below():
    metrics = {"model": {"own dev": figures(0.8), "real dev": figures(0.7)}}
    text = format_tables(metrics, LABELS, {"bundle": "no bundle yet"})
    headline = text.split("\n\n")[0].splitlines()
    assert "own dev" in headline[0] and "real dev" in headline[0]
    assert headline[-1].split() == ["model", "0.800", "0.500", "0.250", "0.700", "0.500", "0.250"]
    assert "own dev (reports: 2, sentences: 1,200)" in text
    assert "bundle: no bundle yet" in text


def test_what_was_not_measured_is_a_dash():
    text = format_tables({"model": {"dev": figures(0.8)}}, LABELS, {})
    line = next(line for line in text.splitlines() if line.startswith("model") and "0.97" in line)
    # F1, interval, two labels, accuracy, no rule, rule, sure, from, ECE
    cells = ["0.800", "0.75–0.85", "0.800", "–", "–", "–", "–", "0.970", "0.600", "–"]
    assert line.split()[1:] == cells


def test_a_row_without_a_source_keeps_its_place():
    metrics = {"model": {"a": figures(0.8), "b": figures(0.7)}, "tfidf": {"b": figures(0.5)}}
    headline = format_tables(metrics, LABELS, {}).split("\n\n")[0].splitlines()
    assert headline[-1].split() == ["tfidf", "–", "–", "–", "0.500", "0.500", "0.250"]
