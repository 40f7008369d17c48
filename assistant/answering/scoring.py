"""Which sentences answer a question: each is scored by features that can be explained."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from functools import cached_property
from itertools import pairwise

import numpy as np
from numpy.typing import NDArray

from assistant.answering.reader import Reading, read
from assistant.understanding.answer_type import AnswerType
from assistant.verification.citations import Quote
from assistant.writing.draft import Candidate, Excerpt
from vectorstore.documents import Article, Passage
from vectorstore.errors import UnknownArticle
from vectorstore.library import Library
from vectorstore.search import EncodedQuery, stems, weights
from vectorstore.text import Span, dates, names, numbers, stem, terms, words
from vectorstore.text.annotations import Annotations, Entity, Name, Sentence
from vectorstore.text.demonstratives import pointed_at
from vectorstore.text.encoder import BUNDLED
from vectorstore.text.lexicon.speech import SAYING
from vectorstore.text.places import DEMONYMS

FEATURES = (
    "match",  # how well each token of the question is met in the sentence, on average
    "rare match",  # the same, weighted by how rare each word is
    "both",  # the same with both weights
    "passage match",  # "match" for the whole passage
    "passage",  # the passage's score
    "standing",  # the passage's rank
    "overlap",  # share of the question's words, by rarity, that the sentence has
    "overlap before",  # what the sentence before has of the rest
    "overlap after",  # what the sentence after has of the rest
    "overlap title",  # what the title has of the rest
    "phrases",  # share of the question's pairs of neighbouring words that stand so here
    "density",  # the words it shares with the question, of all its words
    "fit",  # whether it holds the type of answer asked for
    "new",  # whether that is not in the question already
    "opening",  # how near the sentence is to the start of its article
    "first",  # whether it is the first sentence
    "short",  # whether it has fewer than six words
    "length",  # the logarithm of its words
)
READ_FEATURES = (
    "score",  # what these come to
    "read",  # how much likelier the reader finds an answer in it than none in its passage
    "read best",  # how far that is below the best of all sentences
)
"""What counts where the reader has read the passages."""
OLD = 180
"""Days after which a report is an old one: what it tells of "the president" may have changed."""
_MOST = 40
"""So many sentences are looked at closely."""
_MOST_READ = 10
"""So many of those in which the reader sees an answer are looked at, whatever their words."""
_BOUND = 20.0
"""What reading gives counts within so many logits."""
_SURE = 3.0
"""And so many where sentences are ordered: unbounded, a reader that is very sure of a wrong phrase
outvotes words and vectors ("nine people" still missing, for how many died)."""
_NO_PHRASE = ("account", "list", "comparison", "speech")
"""Kinds of answers that are more than a phrase, which is what the reader looks for."""
_LONGEST_TURN, _SHORT_TURN = 4, 4
"""So many sentences of an answer in an interview are looked at, and an answer of so few words is
shown with what follows it."""
_ELSEWHERE = 3.0
"""So much less, in logits, a sentence counts that is about "that storm" beneath a title about a
storm: another one, most often. Few sentences are; nothing could be learned of so few."""
_NEARLY = 1.5
"""So far below the best a newer sentence may score and still go before it: it is then about a
fifth as likely by itself to be the answer."""


@dataclass(frozen=True)
class Place:
    """A sentence of an excerpt: the excerpt, and which of its sentences."""

    excerpt: Excerpt
    at: int

    @property
    def quote(self) -> Quote:
        span = self.excerpt.sentences[self.at]
        return Quote(self.excerpt.article, span.start, span.end)

    @property
    def told(self) -> Quote:
        """What is quoted of it: with the next sentence where it is the "Yes." of an interview, and
        with the one before where that says which storm "that storm" is."""
        quote, after = self.quote, self.at + 1
        if self.pointed_at and self._follows_on():
            return Quote(quote.article, self.excerpt.sentences[self.at - 1].start, quote.end)
        asked, number = self.asked_before
        if not asked or number or len(quote.text.split()) > _SHORT_TURN:
            return quote
        if after == len(self.excerpt.sentences):
            return quote
        following = self.excerpt.sentences[after]
        together = "\n" not in quote.article.text[quote.end : following.start]
        return Quote(quote.article, quote.start, following.end) if together else quote

    @property
    def sentence(self) -> Sentence:
        """What was found in the sentence, at places in the article."""
        start = self.quote.start
        return self.excerpt.annotations.sentence_at(start) or Sentence(start, start)

    @cached_property
    def pointed_at(self) -> list[str]:
        """What of it only the text before says which it is: "in that storm"."""
        return pointed_at(self.quote.text)

    def of_another(self, asked: set[str]) -> bool:
        """Whether it is about another event of the kind that its title tells of, and the sentence
        before it, which says what event, has nothing of its own of what is asked."""
        title = set(stems(self.excerpt.article.title))
        if title.isdisjoint(stem(noun) for noun in self.pointed_at):
            return False
        return (asked - title - set(stems(self.quote.text))).isdisjoint(stems(self.neighbour(-1)))

    def _follows_on(self) -> bool:
        """Whether a sentence stands before it in the same paragraph."""
        if not self.at:
            return False
        before = self.excerpt.sentences[self.at - 1]
        return "\n" not in self.excerpt.article.text[before.end : self.quote.start]

    def neighbour(self, step: int) -> str:
        at = self.at + step
        if not 0 <= at < len(self.excerpt.sentences):
            return ""
        span = self.excerpt.sentences[at]
        return self.excerpt.article.text[span.start : span.end]

    @property
    def asked_before(self) -> tuple[str, int]:
        """The question of an interview that the sentence answers, and which sentence of the
        answer it is, from 0; "" for any other sentence.

        A question that somebody asks has a paragraph to itself, and the next one is its answer.
        """
        text, spans = self.excerpt.article.text, self.excerpt.sentences
        for step in range(1, min(self.at, _LONGEST_TURN) + 1):
            before, after = spans[self.at - step], spans[self.at - step + 1]
            if "\n" in text[before.end : after.start]:
                asked = text[before.start : before.end]
                return (asked, step - 1) if _ASKS.search(asked) else ("", 0)
        return "", 0


@dataclass(frozen=True, eq=False)
class ScoredSentences:
    """The sentences of the excerpts, each once: `rows` has one row of `FEATURES` for each.

    `turns` and `elsewhere`: what counts for and against each beside these, in logits. `read`: how
    much likelier the reader finds an answer in each than none, in logits, shape (n,), and
    `answers` what it finds, as offsets into the article, None where none is likelier; nothing
    where nothing was read.
    """

    places: tuple[Place, ...]
    rows: NDArray[np.float32]
    turns: NDArray[np.float64]
    elsewhere: NDArray[np.float64]
    read: NDArray[np.float32] | None = None
    answers: tuple[Span | None, ...] = ()

    @cached_property
    def by_words(self) -> NDArray[np.float64]:
        """How well each answers by `FEATURES`, in logits, by the weights that
        `benchmarks/answers/train.py` learned; more where somebody was asked just that."""
        learned = weights("assistant.answering", "sentences.json", FEATURES)
        return learned.score(self.rows) + self.turns

    def scores(self) -> NDArray[np.float64]:
        """The same by `READ_FEATURES` where the passages were read."""
        if self.read is None:
            return self.by_words - self.elsewhere
        learned = weights("assistant.answering", "sentences_read.json", READ_FEATURES)
        return learned.score(self.read_rows()) + self.turns - self.elsewhere

    def read_rows(self) -> NDArray[np.float32]:
        """One row of `READ_FEATURES` for each sentence."""
        found = np.zeros(len(self.rows), dtype=np.float32) if self.read is None else self.read
        read = np.clip(found, -_SURE, _SURE)
        columns = (self.by_words, read, read - read.max(initial=-_SURE))
        return np.stack(columns, axis=1).astype(np.float32)

    def ranked(self, *, by_words: bool = False) -> list[int]:
        """The places, best first; `by_words`: as if nothing had been read."""
        scores = self.by_words if by_words else self.scores()
        keys = [
            (-scores[at], place.excerpt.number, place.at) for at, place in enumerate(self.places)
        ]
        return sorted(range(len(keys)), key=keys.__getitem__)

    def candidates(self) -> tuple[Candidate, ...]:
        """The sentences as candidates, best first."""
        scores = self.scores()
        return tuple(
            Candidate(
                self.places[at].told,
                self.places[at].excerpt.number,
                float(scores[at]),
                self.answers[at] if self.answers else None,
            )
            for at in self.ranked()
        )


def numbered(library: Library, passages: Sequence[Passage]) -> tuple[Excerpt, ...]:
    """Passages as excerpts numbered from 1, each with the sentences of its article that lie in it;
    captions, bylines and what else is not of the article are none."""
    annotations = library.annotations(passage.article_id for passage in passages)
    articles: dict[str, Article] = {}
    excerpts: list[Excerpt] = []
    for passage in passages:
        key = passage.article_id
        try:
            article = articles[key] if key in articles else library.article(key)
        except UnknownArticle:  # removed since it was found
            continue
        articles[key], known = article, annotations.get(key, Annotations())
        if article.text[passage.start : passage.end] != passage.text:  # or changed
            continue
        within = tuple(
            Span(max(span.start, passage.start), min(span.end, passage.end))
            for span in known.sentences
            if span.start < passage.end and span.end > passage.start and not span.boilerplate
        )
        if within:
            excerpts.append(
                Excerpt(
                    len(excerpts) + 1, article, passage.start, passage.end, within, passage.score,
                    known,
                )
            )  # fmt: skip
    return tuple(excerpts)


def is_old(published: date | None, asked: date | None) -> bool:
    """Whether something was published more than `OLD` days before the time asked about."""
    return published is not None and asked is not None and (asked - published).days > OLD


def scored(
    encoded: EncodedQuery,
    answer: AnswerType,
    excerpts: Sequence[Excerpt],
    library: Library,
    *,
    reading: bool = True,
) -> ScoredSentences:
    """The sentences of the excerpts that meet the question best, and what speaks for each;
    `reading`: the reader is asked too, where the library has what it reads."""
    matched = library.searcher.token_matches(
        encoded, [(excerpt.article.id, excerpt.start, excerpt.sentences) for excerpt in excerpts]
    )
    reading = reading and answer.kind not in _NO_PHRASE
    readings = _readings(encoded, excerpts, library) if reading else {}
    asked = set(terms(encoded.text))
    met: dict[tuple[str, int], tuple[Place, tuple[float, ...]]] = {}
    for excerpt, best in zip(excerpts, matched, strict=True):
        by_sentence = encoded.coverage(best)
        whole = float(best.max(axis=0, initial=0.0).mean()) if best.size else 0.0
        for at, span in enumerate(excerpt.sentences):
            key, place = (excerpt.article.id, span.start), Place(excerpt, at)
            if _says_something(place.quote.text, asked):
                met.setdefault(key, (place, (*map(float, by_sentence[at]), whole)))
    found = {key: _read(place, readings) for key, (place, _) in met.items()} if readings else {}
    # What follows looks closely at words, which takes time: only the nearest are worth it.
    both = FEATURES.index("both")
    nearest = set(sorted(met, key=lambda key: -round(met[key][1][both], 6))[:_MOST])
    nearest |= set(sorted(found, key=lambda key: -round(found[key][0], 6))[:_MOST_READ])
    kept = [key for key in met if key in nearest]
    rows = [(*met[key][1], *_by_words(met[key][0], encoded, answer)) for key in kept]
    features = np.array(rows, dtype=np.float32).reshape(-1, len(FEATURES))
    places = tuple(met[key][0] for key in kept)
    turns = np.array([_in_turn(place, encoded) for place in places], dtype=np.float64)
    elsewhere = np.array([_ELSEWHERE * place.of_another(asked) for place in places])
    if not found:
        return ScoredSentences(places, features, turns, elsewhere)
    sure = np.array([found[key][0] for key in kept], dtype=np.float32)
    answers = tuple(found[key][1] if found[key][0] > 0 else None for key in kept)
    return ScoredSentences(places, features, turns, elsewhere, sure, answers)


_TURN, _SAME_QUESTION = 6.0, 0.6
"""In logits; and the share of the question's words that the one which somebody was asked has."""
_FEW_WORDS = 4
_ASKS = re.compile(r"\?[”\"’')\]]*\s*$")


def _says_something(text: str, asked: set[str]) -> bool:
    """Whether a sentence may answer: no question does, and no few words of the question itself."""
    if _ASKS.search(text):
        return False
    return len(text.split()) > _FEW_WORDS or not set(terms(text)) <= asked


def _in_turn(place: Place, encoded: EncodedQuery) -> float:
    """What it counts, in logits, that the sentence is said in answer to the same question."""
    asked, number = place.asked_before
    if not asked:
        return 0.0
    there = set(stems(asked))
    total = sum(encoded.terms.values()) or 1.0
    shared = sum(weight for term, weight in encoded.terms.items() if term in there) / total
    return (_TURN - number) * shared if shared >= _SAME_QUESTION else 0.0


def _readings(
    encoded: EncodedQuery, excerpts: Sequence[Excerpt], library: Library
) -> dict[int, Reading]:
    """What reading gave, by the number of the excerpt; nothing where the vectors are of another
    model than the reader learned from, or some are missing."""
    if library.embeddings.name != BUNDLED:
        return {}
    found = library.searcher.passage_tokens(
        [(excerpt.article.id, excerpt.start) for excerpt in excerpts]
    )
    kept = [tokens for tokens in found if tokens is not None]
    if len(kept) < len(found):  # what was not read would stand behind what was
        return {}
    numbers = (excerpt.number for excerpt in excerpts)
    return dict(zip(numbers, read(encoded.tokens, kept), strict=True))


def _read(place: Place, readings: Mapping[int, Reading]) -> tuple[float, Span]:
    """How much likelier an answer in the sentence is than none, in logits, and the answer."""
    quote, start = place.quote, place.excerpt.start
    reading = readings[place.excerpt.number]
    sure, (first, last) = reading.best(quote.start - start, quote.end - start)
    return min(max(sure, -_BOUND), _BOUND), Span(start + first, start + last)


def _by_words(place: Place, encoded: EncodedQuery, answer: AnswerType) -> tuple[float, ...]:
    """The features that follow from the words, in the order of `FEATURES`."""
    quote, excerpt = place.quote, place.excerpt
    text, named = quote.text, excerpt.names(quote.start, quote.end)
    own = stems(text)
    here = set(own)
    total = sum(encoded.terms.values()) or 1.0
    lacking = {term: weight for term, weight in encoded.terms.items() if term not in here}

    def share(other: str) -> float:
        there = set(stems(other))
        return sum(weight for term, weight in lacking.items() if term in there) / total

    pairs = set(pairwise(terms(encoded.text)))
    held = len(encoded.terms) - len(lacking)
    spoken = [text[span.start : span.end] for span in words(text)]
    fit = fits(place, named, answer)
    return (
        excerpt.score,
        (1 + excerpt.number) ** -0.5,
        1 - sum(lacking.values()) / total,
        share(place.neighbour(-1)),
        share(place.neighbour(1)),
        share(excerpt.article.title),
        len(pairs & set(pairwise(own))) / (len(pairs) or 1),
        held / max(4, len(here)),
        fit,
        float(fit > 0 and _is_new(text, named, answer)),
        1 / (1 + quote.start / 500),
        float(quote.start == 0),
        float(len(spoken) < 6),
        float(np.log1p(len(spoken))),
    )


# Whether a sentence holds the type of answer that is asked for.

_REASON = re.compile(
    r"\b(?:because|due to|owing to|thanks to|caused by|blamed|as a result|in order to|reasons?"
    r"|amid|so that|after|since|following|led to|prompted)\b",
    re.IGNORECASE,
)
_MONEY = re.compile(
    r"[$€£¥]|\b(?:dollars?|euros?|pounds?|cents?|rupees?|yuan|yen)\b", re.IGNORECASE
)
_PERCENT = re.compile(r"%|\bper ?cent\b|\bpercentage\b", re.IGNORECASE)
_SHARE = frozenset({"percentag", "percent", "proport", "share", "rate"})
_PRICE = frozenset({"cost", "price", "money", "worth", "pay", "sum", "amount"})
_NAMED_BY = {
    "person": {"person", "organisation"},
    "place": {"place"},
    "organisation": {"organisation"},
}
_ALONE = 2.0
"""What somebody said stands where they speak, and who somebody is where a role is told."""
_WORD = re.compile(r"\w+")


def fits(place: Place, named: Sequence[Name], answer: AnswerType) -> float:
    """Whether the sentence holds the type of answer asked for: 1, in part 0.5, not 0; `_ALONE`
    where hardly any other sentence is an answer."""
    text = place.quote.text
    match answer.kind:
        case "speech":
            return _ALONE * _speaks(place, answer)
        case "identity":
            return _ALONE * _is_introduced(place, answer)
        case "day":
            found = dates(text)
            return 1.0 if any(d.first or d.precision == "day" for d in found) else 0.5 * bool(found)
        case "count" | "amount":
            return _counts(text, answer)
        case "person" | "place" | "organisation":
            kinds = {name.kind for name in named}
            return 1.0 if kinds & _NAMED_BY[answer.kind] else 0.5 * bool(kinds or names(text))
        case "reason":
            return 1.0 if _REASON.search(text) else 0.0
        case _:
            return 0.5


def _asked_about(place: Place, answer: AnswerType) -> Iterator[tuple[int, Entity]]:
    """The entities of the article that the question names, with their numbers."""
    for number, entity in enumerate(place.excerpt.annotations.entities):
        if any(word.casefold() in answer.given for word in _WORD.findall(entity.name)):
            yield number, entity


def _speaks(place: Place, answer: AnswerType) -> bool:
    """Whether somebody whom the question names speaks in the sentence."""
    asked = {number for number, _ in _asked_about(place, answer)}
    sentence, text = place.sentence, place.excerpt.article.text
    if any(quotation.speaker in asked for quotation in sentence.quotations):
        return True
    return any(
        mention.entity in asked
        and any(word in SAYING for word in _WORD.findall(text[mention.end : sentence.end])[:2])
        for mention in sentence.mentions
    )


def _is_introduced(place: Place, answer: AnswerType) -> bool:
    """Whether the sentence says what somebody is whom the question names."""
    sentence = place.sentence
    return any(
        sentence.start <= role.start and role.end <= sentence.end
        for _, entity in _asked_about(place, answer)
        for role in entity.roles
    )


def _counts(text: str, answer: AnswerType) -> float:
    focus = set(answer.focus)
    if (focus & _SHARE and _PERCENT.search(text)) or (focus & _PRICE and _MONEY.search(text)):
        return 1.0
    found = [number for number in numbers(text) if not number.ordinal]
    if any(number.noun in focus for number in found):
        return 1.0
    return 0.5 * bool(found)


def _is_new(text: str, named: Sequence[Name], answer: AnswerType) -> bool:
    """Whether the text has something of the type asked for that the question has not."""
    match answer.kind:
        case "day":
            return any(text[d.start : d.end].casefold() not in answer.given for d in dates(text))
        case "count" | "amount":
            return any(n.value not in answer.given for n in numbers(text) if not n.ordinal)
        case _:
            told = {word.casefold() for name in named for word in _WORD.findall(name.text)}
            told |= {word for word in map(str.casefold, _WORD.findall(text)) if word in DEMONYMS}
            return not told <= answer.given


def newest_first(candidates: Sequence[Candidate]) -> tuple[Candidate, ...]:
    """The candidates with those first that are nearly as good as the best, the newest first."""
    if not candidates or candidates[0].quote.article.day is None:
        return tuple(candidates)  # nothing says that another one is newer
    near = [
        candidate for candidate in candidates if candidate.score >= candidates[0].score - _NEARLY
    ]
    newest = max(candidate.quote.article.day for candidate in near if candidate.quote.article.day)
    first = [candidate for candidate in near if candidate.quote.article.day == newest]
    return (*first, *(candidate for candidate in candidates if candidate not in first))
