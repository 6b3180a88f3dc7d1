from __future__ import annotations

import itertools
import json

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from tiny_model import SENTENCES, TEXT

from zongjie import Classifier
from zongjie import classifier as module

LINES = st.sampled_from([*SENTENCES, "", "某村工作总结", "\u2028", "\ud800。"])
TEXTS = st.one_of(st.text(max_size=60), st.lists(LINES, max_size=12).map("\n".join))
SLOW = settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.too_slow])


@pytest.fixture(scope="session")
def classifier(tiny_bundle) -> Classifier:
    return Classifier(tiny_bundle)


def numbers(report):
    return np.array([(*s.scores, s.score) for s in report.sentences]).reshape(-1, 6)


@SLOW
@given(text=TEXTS)
def test_sentences_are_in_order_and_cover_all_that_is_not_space(classifier, text):
    report = classifier.classify(text)
    covered = set()
    for sentence in report.sentences:
        assert sentence.text == text[sentence.start : sentence.end]
        covered |= set(range(sentence.start, sentence.end))
    assert all(text[i].isspace() for i in set(range(len(text))) - covered)
    starts = [s.start for s in report.sentences]
    assert starts == sorted(starts)
    assert all(a.end <= b.start for a, b in itertools.pairwise(report.sentences))


@SLOW
@given(text=TEXTS)
def test_sections_tile_the_sentences(classifier, text):
    report = classifier.classify(text)
    assert tuple(s for section in report.sections for s in section.sentences) == report.sentences
    for index, section in enumerate(report.sections):
        assert {s.section for s in section.sentences} == {index}
        assert section.text == text[section.start : section.end]
        assert report.sentences[section.first] == section.sentences[0]
        opening = section.sentences[0]
        assert section.heading == (opening.text if opening.heading else None)
        assert 0 <= section.score <= 1


@SLOW
@given(texts=st.lists(TEXTS, max_size=5))
def test_labels_do_not_depend_on_company(classifier, texts):
    together = list(classifier.classify_many(texts))
    for text, report in zip(texts, together, strict=True):
        alone = classifier.classify(text)
        assert [s.label for s in alone.sections] == [s.label for s in report.sections]
        assert [s.label for s in alone.sentences] == [s.label for s in report.sentences]
        np.testing.assert_allclose(numbers(alone), numbers(report), atol=1e-5)


def test_other_chunks_and_numbers_of_threads_change_nothing(tiny_bundle, classifier, monkeypatch):
    texts = [TEXT, *SENTENCES, "\n".join(reversed(SENTENCES)) * 3]
    usual = list(classifier.classify_many(texts))
    monkeypatch.setattr(module, "READ_AHEAD", 7)
    for other in (classifier, Classifier(tiny_bundle, threads=2)):
        found = list(other.classify_many(texts))
        assert [r.text for r in found] == texts
        for a, b in zip(usual, found, strict=True):
            np.testing.assert_allclose(numbers(a), numbers(b), atol=1e-5)


def test_a_report_is_labelled_as_it_is_alone_where_others_stand_around_it(classifier):
    body = "\n".join(SENTENCES[1:])
    first, second = f"甲村2023年工作总结\n{body}", f"乙村2023年工作总结\n{body}补充如下。"
    alone = [classifier.classify(text) for text in (first, second)]
    both = classifier.classify(f"{first}\n{second}")
    expected = np.concatenate([numbers(report) for report in alone])
    np.testing.assert_allclose(numbers(both), expected, atol=1e-5)


def test_no_more_is_read_ahead_than_some_thousands_of_sentences(classifier, monkeypatch):
    monkeypatch.setattr(module, "READ_AHEAD", 40)
    n_read = 0

    def texts():
        nonlocal n_read
        for text in itertools.cycle([TEXT, "", "\n"]):
            n_read += 1
            yield text

    reports = classifier.classify_many(texts())
    for n_given in range(1, 200):
        next(reports)
        assert n_read - n_given <= 40


def test_empty_texts_give_empty_reports(classifier):
    for text in ("", " \n\u3000"):
        report = classifier.classify(text)
        assert (report.text, report.sentences, report.sections) == (text, (), ())
    assert list(classifier.classify_many([])) == []


@pytest.mark.parametrize("wrong", [None, b"bytes", 3, ["text"]])
def test_what_is_no_str_is_a_type_error(classifier, wrong):
    with pytest.raises(TypeError, match=f"must be a str, not {type(wrong).__name__}"):
        classifier.classify(wrong)


def test_one_text_where_several_are_wanted_is_a_type_error_at_once(classifier):
    with pytest.raises(TypeError, match="several texts, not one"):
        classifier.classify_many("text")


def test_scores_are_distributions_and_agree_with_the_report(classifier):
    roles, sections, labels = classifier.scores(TEXT)
    report = classifier.classify(TEXT)
    assert roles.shape == sections.shape == (len(report.sentences), len(classifier.labels))
    np.testing.assert_allclose(roles.sum(1), 1)
    np.testing.assert_allclose(sections.sum(1), 1)
    np.testing.assert_allclose(roles, numbers(report)[:, :5])
    members = classifier.labels.members()
    decoded = [report.sections[s.section].label for s in report.sentences]
    assert [members[label] for label in labels] == decoded
    for section in report.sections:
        own = slice(section.first, section.first + len(section.sentences))
        column = members.index(section.label)
        assert section.score == pytest.approx(sections[own, column].mean())


def test_a_long_report_is_read_in_windows_that_agree_with_the_whole(classifier, monkeypatch):
    text = "\n".join(["甲村工作总结", *(f"{s}第{i}" for i in range(30) for s in SENTENCES[1:])])
    whole = numbers(classifier.classify(text))
    monkeypatch.setattr(module, "cut_windows", lambda p, s: original(p, s, window=64, context=16))
    windowed = numbers(classifier.classify(text))
    np.testing.assert_allclose(whole, windowed, atol=1e-5)  # its convolutions reach 3 sentences


original = module.cut_windows


def test_json_holds_what_the_report_holds_and_any_text(classifier):
    report = classifier.classify(f"{TEXT}\n坏字\ud800。")
    dumped = report.to_json()
    assert json.loads(dumped) == report.to_dict()
    dumped.encode("utf-8")
    sentence = report.to_dict()["sentences"][2]
    assert sentence["label"] == report.sentences[2].label
    assert sentence["text"] == SENTENCES[2]
    assert report.to_dict()["sections"][0]["sentences"][0] == 0
