from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tokenizers import Tokenizer, models, pre_tokenizers, processors

from zongjie.tokens import SentenceTokenizer

CHARACTERS = "一二三四五六七八九十"
PAD, UNKNOWN, BEGIN, END = 0, 1, 2, 3


def make_tokenizer() -> Tokenizer:
    tokens = ["<pad>", "<unk>", "<s>", "</s>", *CHARACTERS]
    model = models.WordLevel({token: i for i, token in enumerate(tokens)}, unk_token="<unk>")
    tokenizer = Tokenizer(model)
    tokenizer.pre_tokenizer = pre_tokenizers.Split("", "isolated")
    tokenizer.post_processor = processors.TemplateProcessing(
        single="<s> $A </s>", special_tokens=[("<s>", BEGIN), ("</s>", END)]
    )
    return tokenizer


@pytest.fixture(scope="module")
def tokenizer() -> SentenceTokenizer:
    return SentenceTokenizer(make_tokenizer(), 8)


def test_short_sentences_are_whole_between_special_tokens(tokenizer):
    assert tokenizer.encode(["一二", ""]) == [[BEGIN, 4, 5, END], [BEGIN, END]]


def test_of_a_long_sentence_three_quarters_are_head_and_one_quarter_is_tail(tokenizer):
    (ids,) = tokenizer.encode([CHARACTERS])
    assert ids == [BEGIN, 4, 5, 6, 7, 8, 13, END]


def test_a_huge_sentence_gives_the_ids_of_its_head_and_tail(tokenizer):
    huge = "一二三四五" + "六" * 3_000_000 + "十"
    assert tokenizer.encode([huge]) == [[BEGIN, 4, 5, 6, 7, 8, 13, END]]


def test_truncation_and_padding_of_the_file_are_switched_off():
    source = make_tokenizer()
    source.enable_truncation(3)
    source.enable_padding(length=20)
    assert SentenceTokenizer(source, 8).encode(["一二三"]) == [[BEGIN, 4, 5, 6, END]]
    assert source.truncation is not None  # the caller's own is left as it was


def test_a_file_gives_what_the_loaded_tokenizer_gives(tokenizer, tmp_path):
    path = tmp_path / "tokenizer.json"
    make_tokenizer().save(str(path))
    assert SentenceTokenizer(path, 8).encode(["三二一"]) == tokenizer.encode(["三二一"])


def test_the_padding_id_is_that_of_the_vocabulary(tokenizer):
    assert tokenizer.pad_id == PAD


def test_room_for_fewer_than_four_tokens_is_refused():
    with pytest.raises(ValueError, match="max_tokens is 3"):
        SentenceTokenizer(make_tokenizer(), 3)


@given(st.lists(st.text(st.characters(codec=None, categories=None)), max_size=4))
def test_any_string_is_taken_and_company_changes_nothing(sentences):
    tokenizer = SentenceTokenizer(make_tokenizer(), 8)
    together = tokenizer.encode(sentences)
    assert together == [tokenizer.encode([sentence])[0] for sentence in sentences]
    assert all(2 <= len(ids) <= 8 for ids in together)


def test_lone_surrogates_are_read_as_unknown_characters(tokenizer):
    assert tokenizer.encode(["一\ud800二"]) == [[BEGIN, 4, UNKNOWN, 5, END]]
