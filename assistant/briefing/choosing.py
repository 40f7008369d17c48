"""Which of all sentences a briefing tells: those that belong to it and together tell most."""

from __future__ import annotations

import math
import re
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from functools import cached_property
from itertools import product
from statistics import median
from typing import Protocol

import numpy as np
from numpy.typing import NDArray

from assistant.briefing.clusters import Clustering, SentenceCluster
from assistant.briefing.gist import Gist, connected, scored
from assistant.briefing.leading import (
    NAMED,
    age_weight,
    called,
    is_news,
    leading,
    tells_news,
)
from assistant.briefing.news import Before
from assistant.briefing.outdated import Outdated
from assistant.briefing.scoping import Scope
from assistant.briefing.scoring import Scoring
from assistant.briefing.selecting import selected
from assistant.sections.sentences import SentenceRecord, days_apart, original_id, read_sentences
from assistant.verification.citations import Quote
from assistant.verification.verify import holds_alone
from assistant.writing.draft import Drafted
from vectorstore.documents import Article
from vectorstore.text import terms
from vectorstore.text.self_contained import LONGEST
from vectorstore.text.tenses import tenses

_SHORTEST = 8
"""Sentences of a lead have at least this many words, where there are such."""
_FEWEST_CLUSTERS, _WORDS_A_CLUSTER = 15, 6
"""Where nothing is called after the topic, the lead is made of so many clusters, or of one for so
many words."""
_HEAD = 3
"""The news stands in one of the first so many sentences of an article that can be quoted."""
_MATERIAL = 3
"""A lead on a topic is chosen from the likeliest news of so many times its words."""
_TITLED = 0.3
"""What a sentence counts without a word of its article's title, beside 1.3 for one with all."""
_FOLLOWED = 0.5
"""What it counts to tell the latest of what reports followed up, beside the best sentence."""
_DAYS, _LITTLE = (0, 3, 14, math.inf), 0.25
"""A lead is of so many days around the news; of more where more than this share of it is left."""
_WORTH_A_POINT = 0.2
"""Beside a lead a cluster of one publisher is told when what is new in it is worth this share of
what a sentence of the lead is."""
_LEANING = 0.2
"""What a sentence counts that may lean on another, or tells of nothing that happened, beside 1."""
_SEVERAL = 3
"""In so many articles a person whom one alone names is beside the story."""
_COMMON = 0.6
"""A key point away from where the topic is named has so many of its words in common with others."""
_LONGEST_POINT = 45
"""So many words a sentence has at most that is one of so many asked for."""
_SAME_CORE = 0.8
"""Of sentences whose vectors are so near a summary has one."""
_TIMELY = 1
"""Days before the newest report after which what is told is no key point beside a lead."""
# "It …", "“They …”"; "On Wednesday, he …" where nobody was named.
_IT = re.compile(
    r"It[\s’']|[“\"](?:[^”\"]{0,20}\s)?(?:he|she|they|it|this|that)(?:[’'](?:s|re|ll|d|ve))?\s",
    re.I,
)
_PRONOUN = re.compile(r"[^,“\"]{0,60},\s(?:he|she|they|it)\b")
_FEW_POINTS = 3
"""Where fewer are worth it, so many points are filled up with details of late news."""
_EVERY_ROUND = _SELF_CONTAINED, _UNDER_TOPIC, _DEPENDENT, _OUTDATED = range(4)
"""The rounds in which points are chosen."""


@dataclass(frozen=True, slots=True)
class Point:
    """A cluster to be shown: its sentence with who says the same, and how many do.

    `publishers` counts independent ones, `articles` all that tell it, of which `copies` are copies
    of others. It is told `alone` where no other publisher has a sentence with as much of its words.
    """

    drafted: Drafted
    publishers: int
    articles: int
    copies: int
    alone: bool = False


class Chooser(Protocol):
    """What a briefing asks of the articles it reads."""

    def lead(self, words: int) -> tuple[tuple[Drafted, ...], ...]:
        """The sentences of a text of at most so many words, by paragraph, in reading order."""

    def points(self, count: int, beside: int | None = None) -> list[Point]:
        """The clusters that matter most, none twice, none that a lead of `beside` words tells."""

    def new(self, before: Before, count: int) -> list[Point]:
        """The clusters that matter most of those that no earlier article tells."""

    def quotable(self) -> set[str]:
        """The ids of the articles that have a whole sentence."""


class Choice:
    """The sentences of a scope, how much each matters, and what a briefing makes of them.

    Lead, and points beside it, are of the story that leads (`leading`).
    """

    def __init__(
        self,
        scope: Scope,
        replaced: Mapping[Quote, Quote] | None = None,
        gist: Gist | None = None,
    ) -> None:
        """`replaced` are sentences that later reports replace, each with the newest report. With
        `gist` the lead is a summary: of what it is of the sentences that tell most."""
        self.scope = scope if gist is None else _told_anywhere(scope)
        self._gist = gist
        self._replaced = replaced or {}
        self.clustering = Clustering(read_sentences(scope.originals))
        self._scoring = Scoring(scope, self.clustering)
        self._outdated = Outdated(self.clustering.sentences, story=scope.leads)
        self._chosen: dict[int, list[int]] = {}

    @cached_property
    def story(self) -> Choice:
        """The choice among the articles of the story that leads."""
        scope = leading(self.scope)
        return self if scope is self.scope else Choice(scope, self._replaced, self._gist)

    # ---------------------------------------------------------------- the lead

    def lead(self, words: int) -> tuple[tuple[Drafted, ...], ...]:
        """One paragraph: the news first, then by day of publication and by place."""
        drafted = tuple(self.story._told(number) for number in self.story._lead(words))
        return (drafted,) if drafted else ()

    def _lead(self, words: int) -> list[int]:
        if words not in self._chosen:
            self._chosen[words] = self._best(words)
        return self._chosen[words]

    def _best(self, words: int) -> list[int]:
        """Of a summary the sentences that tell the core; else those understood alone, and what
        follows them; where there are none, what fits.

        They are of the days of the news, and of more days as long as they leave much of the room.
        """
        if self._sums_up and self._gist and (core := self._core(self._gist, words)):
            return self._in_order(core, core[0])
        among = self._eligible(words)
        if self._gist and self._gist.most and (most := self._so_many(among, self._gist.most)):
            return most
        news = self._news([number for number in among if self._length(number) <= words])
        chosen: list[int] = []
        for pool in self._pools(among, news):
            chosen = max(chosen, self._selected(pool, words, news), key=self._words)
            if self._room(words, chosen) <= _LITTLE * words:
                break
        if self._room(words, chosen) > _LITTLE * words:
            chosen = max(chosen, self._selected(self._clean, words, news), key=self._words)
        if self._room(words, chosen) > _LITTLE * words:
            chosen = self._continued(chosen, words)
        return self._in_order(chosen, news) if chosen else self._first(words)

    def _so_many(self, among: Sequence[int], count: int) -> list[int]:
        """So many of these sentences that together tell most, the news first; none where there are
        too few. A sentence counts as one, as long as it is no longer than most."""
        short = [n for n in among if self._length(n) <= _LONGEST_POINT]
        news = self._news(short)
        for pool in self._pools(short, news):
            chosen = self._selected(pool, count, news, each=True)
            if len(chosen) == count:
                return self._in_order(chosen, news)
        return []

    @property
    def _sums_up(self) -> bool:
        """Whether the lead is the core of one article: of several what most of them tell counts."""
        return self._gist is not None and self.clustering.articles == 1

    def _core(self, gist: Gist, words: int) -> list[int]:
        """The sentences that tell most of the core, the first of them best: as many as the gist
        has, or as have so many words."""
        found = scored(self._sentences, sorted({*self._clean, *self._tied}), gist)
        rank = {number: row for row, number in enumerate(found.numbers)}
        chosen: list[int] = []
        for row in np.lexsort((np.array(found.numbers), -found.scores)):
            number = found.numbers[int(row)]
            room = words - self._words(chosen) if gist.most is None else self._length(number)
            near = [float(found.vectors[rank[n]] @ found.vectors[row]) for n in chosen]
            again = any(self.clustering.repeats(number, other) for other in chosen)
            if self._length(number) <= room and not again and max(near, default=0.0) < _SAME_CORE:
                chosen.append(number)
            if len(chosen) == gist.most:
                break
        return chosen

    @cached_property
    def _tied(self) -> dict[int, int]:
        """The sentences that stand alone but for the word that ties them to the one before, each
        with where it begins without it."""
        about = (n for n, s in enumerate(self._sentences) if s.length >= _SHORTEST)
        found = {n: connected(self._sentences[n]) for n in about}
        return {
            n: start
            for n, start in found.items()
            if start != self._sentences[n].start
            and n not in self._newest
            and n not in self._outdated
            and self.scope.is_about(
                self._sentences[n].article.id, self._sentences[n].annotation.start
            )
        }

    def _pools(self, among: Sequence[int], news: int | None) -> Iterator[list[int]]:
        """Of these sentences ever more: those of the days of the news before older ones, and those
        that are surely understood alone before the others."""
        near = {n: self._apart(n, news) if news is not None else 0 for n in among}
        for days, sure in product(_DAYS, (True, False)):
            yield [
                n
                for n in among
                if near[n] <= days
                and (n == news or not sure or self._sentences[n].annotation.self_contained)
            ]

    def _apart(self, number: int, other: int) -> float:
        """How many days two sentences were published apart; 0 where that is not known."""
        ours, theirs = (self._sentences[n].article for n in (number, other))
        return abs(days_apart(ours, theirs) or 0)

    def _eligible(self, words: int) -> list[int]:
        """The sentences that a lead is made of: heads of articles that are called after the topic,
        else those of the clusters that belong to it, else all."""
        if self.scope.named:
            return self._most_newsworthy(_MATERIAL * words)
        if not self.scope.topic:
            return self._clean
        most = max(_FEWEST_CLUSTERS, words // _WORDS_A_CLUSTER)
        found = [{number for number in self._latest if self._tells(number)}]
        for number in self._scoring.ranked():
            members = {n for n in self.clustering.clusters[number].members if self._tells(n)}
            if members:
                found.append(members)
            if len(found) > most:
                break
        return sorted(set().union(*found))

    def _news(self, among: Sequence[int]) -> int | None:
        """The sentence to open with: the head of an article, central to the story, and recent."""
        heads = [n for n in among if self._rank[n] < _HEAD and self._is_news[n]]
        return max(heads or among, key=lambda n: (round(self._merit(n), 9), -n), default=None)

    def _most_newsworthy(self, words: int) -> list[int]:
        """The sentences that are likeliest to be news, with so many words together."""
        news = [n for n in self._clean if self._is_news[n] and self._near_topic(n)]
        worth = {n: self._scoring.worth(self._scoring.held[n], self._length(n)) for n in news}
        found = []
        for number in sorted(news, key=lambda n: (-round(worth[n] * self._newsworthy(n), 9), n)):
            if self._length(number) <= words:
                words -= self._length(number)
                found.append(number)
        return sorted({*found, *(n for n in self._latest if self._tells(n))})

    def _newsworthy(self, number: int) -> float:
        """How likely a sentence is to be news: told late in the story and early in an article, in
        the words of its title, of something that happened, and understood alone."""
        sentence = self._sentences[number]
        title = set(terms(sentence.article.title))
        titled = len(title.intersection(sentence.stems)) / max(1, len(title))
        happened = bool(tenses(sentence.text).gone)
        return (
            age_weight(sentence.article, self._now)
            * (_TITLED + titled)
            * (1.0 if sentence.annotation.self_contained else _LEANING)
            * (1.0 if happened else _LEANING)
            * (_LEANING if self._is_aside(sentence) else 1.0)
            / math.pow(1 + self._rank[number], 0.25)
        )

    def _is_aside(self, sentence: SentenceRecord) -> bool:
        """Whether a sentence is about a person of whom one article of several alone tells, and says
        of no office or part in the story."""
        entities = sentence.source.annotations.entities
        return self.clustering.articles >= _SEVERAL and any(
            entity.kind == "person"
            and not entity.roles
            and mention.title == mention.start
            and self._naming[_last_name(entity.name)] == 1
            for mention in sentence.annotation.mentions
            for entity in [entities[mention.entity]]
        )

    @cached_property
    def _naming(self) -> Counter[str]:
        """How many articles name each person, by last name."""
        pairs = {
            (_last_name(entity.name), source.article.id)
            for source in self.scope.originals
            for entity in source.annotations.entities
        }
        return Counter(name for name, _ in pairs)

    def _merit(self, number: int) -> float:
        sentence = self._sentences[number]
        worth = self._scoring.worth(self._scoring.held[number], sentence.length)
        share = self.scope.share(f"{sentence.article.title} {sentence.text}")
        named = _TITLED + min(1.0, share / NAMED)
        return self._newsworthy(number) * worth * named

    def _is_key(self, number: int) -> bool:
        """Whether a sentence may be a point: where the story is called after the topic one that
        tells late news of it, is surely understood alone and is about nobody beside it."""
        sentence = self._sentences[number]
        if not self._tells(number):
            return False
        return not self.scope.named or (
            sentence.annotation.self_contained
            and self._is_timely(sentence.article)
            and self._is_news[number]
            and (self._near_topic(number) or self._shared(sentence) >= _COMMON)
            and not self._is_aside(sentence)
        )

    def _shared(self, sentence: SentenceRecord) -> float:
        """The share of the words of a sentence that other articles have as well."""
        return sum(self._using[term] > 1 for term in sentence.stems) / max(1, len(sentence.stems))

    @cached_property
    def _using(self) -> Counter[str]:
        """How many articles use each word."""
        pairs = {(term, s.article.id) for s in self._sentences for term in s.stems}
        return Counter(term for term, _ in pairs)

    def _is_timely(self, article: Article) -> bool:
        """Whether an article was published in the last days of the story, or nobody knows when."""
        if article.day is None or self._now is None:
            return True
        return (self._now - article.day).days <= _TIMELY

    @cached_property
    def _now(self) -> date | None:
        """The day of the newest article that tells news, else of the newest."""
        articles = {s.article.id: s.article for s in self._sentences if s.article.day}.values()
        news = [article.day for article in articles if article.day and tells_news(article)]
        return max(news or (a.day for a in articles if a.day), default=None)

    def _selected(
        self, among: Sequence[int], words: int, news: int | None, *, each: bool = False
    ) -> list[int]:
        """Of these sentences those that together tell most, the news among them: in so many words,
        or so many sentences, where `each` counts as one."""
        repeats = self.clustering.repeating(among)
        place = {number: row for row, number in enumerate(among)}
        alike = [
            frozenset(place[other] for other in repeats[number] - {number} if other in place)
            for number in among
        ]
        held = [self._scoring.held[number] for number in among]
        weights, held = self._followed(among, held)
        lengths = [1 if each else self._length(number) for number in among]
        forced = place.get(news) if news is not None else None
        return [among[row] for row in selected(held, weights, lengths, words, alike, forced)]

    def _followed(
        self, among: Sequence[int], held: list[frozenset[int]]
    ) -> tuple[NDArray[np.float64], list[frozenset[int]]]:
        """The weights of pairs and of matters that reports followed up, and who holds which.

        That a toll was reported again and again says that it matters, however short the sentence
        that tells the latest.
        """
        weights, latest = self._scoring.weights, self._latest
        best = max((float(weights[sorted(pairs)].sum()) for pairs in held), default=0.0)
        more = [
            pairs | {len(weights) + latest[number]} if number in latest else pairs
            for number, pairs in zip(among, held, strict=True)
        ]
        return np.concatenate([weights, np.full(len(latest), _FOLLOWED * best)]), more

    def _continued(self, chosen: Sequence[int], words: int) -> list[int]:
        """The chosen sentences, each with those that follow it in its article, as many as fit."""
        found = list(chosen)
        for number in chosen:
            following = number + 1
            while (
                following < len(self._sentences)
                and self.clustering.article[following] == self.clustering.article[number]
                and may_follow(self._sentences[following])
                and self._length(following) <= self._room(words, found)
                and not any(self.clustering.repeats(following, other) for other in found)
            ):
                found.append(following)
                following += 1
        return found

    def _first(self, words: int) -> list[int]:
        """The first sentences that fit, where no choice can be made: one word, another script."""
        found: list[int] = []
        for number, sentence in enumerate(self._sentences):
            if sentence.length <= self._room(words, found) and not sentence.annotation.boilerplate:
                found.append(number)
        return found[:_FEWEST_CLUSTERS]

    def _in_order(self, chosen: Iterable[int], news: int | None) -> list[int]:
        """The news first; then by day and place; sentences in a row stay together."""
        runs: list[list[int]] = []
        for number in sorted(chosen):
            if runs and number == runs[-1][-1] + 1 and not self._sentences[number].self_contained:
                runs[-1].append(number)
            else:
                runs.append([number])
        runs.sort(key=lambda run: (run[0] != news, _place(self._sentences[run[0]])))
        return [number for run in runs for number in run]

    # ---------------------------------------------------------------- the points

    def points(self, count: int, beside: int | None = None) -> list[Point]:
        """The clusters that matter most, none twice and none that a lead of `beside` words tells.

        Clusters whose sentence stands alone go first; in the place of what was replaced stands what
        replaces it. Last come plans for days gone by and what was replaced. Beside a lead details
        are left out, and what belongs to another story.
        """
        if beside is not None and self.story is not self:
            return self.story.points(count, beside)
        lead = [] if beside is None else self._lead(beside)
        known = [self.clustering.around(number) for number in lead]
        ranked = self._scoring.ranked(lead, self._prior() if lead else None)
        if not lead:
            chosen = self._distinct(ranked, count, known, _EVERY_ROUND)
            chosen = chosen or self.clustering.clusters[: min(count, 1)]
            return [self._point(cluster) for cluster in chosen]
        key = [n for n in ranked if self._is_key(self.clustering.clusters[n].best)]
        matters = self._matters(lead)
        chosen = self._distinct([n for n in key if matters(n)], count, known)
        if self.scope.named:
            details = [n for n in key if not matters(n)]
            chosen += self._distinct(details, min(count, _FEW_POINTS) - len(chosen), known)
        if not chosen:
            clean = [n for n in ranked if self._tells(self.clustering.clusters[n].best)]
            chosen = self._distinct(clean, min(count, _FEW_POINTS), known)
        return [self._point(cluster) for cluster in chosen]

    def _distinct(
        self,
        ranked: Sequence[int],
        count: int,
        known: list[SentenceCluster],
        rounds: Sequence[int] = (_SELF_CONTAINED,),
    ) -> list[SentenceCluster]:
        """The first of the clusters, so many, none that tells what is known; all are known then."""
        chosen: list[SentenceCluster] = []
        for rank in rounds:
            for number in ranked:
                if len(chosen) >= count:
                    break
                cluster = self.clustering.clusters[number]
                if self._round(cluster.best, rank) != rank:
                    continue
                if rank != _OUTDATED:
                    cluster = self._current(cluster)
                if not self._is_known(cluster, known):
                    chosen.append(cluster)
                    known.append(cluster)
        return chosen

    def _prior(self) -> NDArray[np.float64]:
        """How likely each cluster is to be news."""
        return np.array(
            [
                (0.3 + self._is_news[cluster.best]) * self._newsworthy(cluster.best)
                for cluster in self.clustering.clusters
            ]
        )

    def _matters(self, lead: Sequence[int]) -> Callable[[int], bool]:
        """Whether a cluster is more than a detail beside these sentences."""
        scoring, sentences = self._scoring, self._sentences
        known = frozenset(pair for number in lead for pair in scoring.held[number])
        least = _WORTH_A_POINT * median(
            scoring.worth(scoring.held[number], sentences[number].length) for number in lead
        )

        def matters(number: int) -> bool:
            cluster = self.clustering.clusters[number]
            fresh = scoring.worth(
                scoring.held[cluster.best] - known, sentences[cluster.best].length
            )
            return fresh >= least or self.clustering.publishers(cluster) > 1

        return matters

    def _round(self, number: int, least: int) -> int | None:
        """In which round a sentence may be a point; None for one that may not.

        Whether it is out of date is looked at only where it could be shown: that takes time.
        """
        sentence = self._sentences[number]
        if not (sentence.under_topic or may_follow(sentence)):
            return None
        rank = _UNDER_TOPIC if sentence.under_topic else _DEPENDENT
        rank = _SELF_CONTAINED if sentence.self_contained else rank
        if rank > least:
            return rank
        return _OUTDATED if least == _OUTDATED or number in self._outdated else rank

    def _current(self, cluster: SentenceCluster) -> SentenceCluster:
        """What later reports tell in the place of a cluster, or itself where there is nothing."""
        newest = self._newest.get(cluster.best)
        return cluster if newest is None else self.clustering.around(newest)

    def new(self, before: Before, count: int) -> list[Point]:
        """The clusters that matter most of those that no earlier article tells."""
        chosen: list[SentenceCluster] = []
        for number in self._scoring.ranked():
            cluster = self.clustering.clusters[number]
            fresh = all(before.is_new(self._sentences[n].article) for n in cluster.supporting)
            if fresh and self._tells(cluster.best) and not self._is_known(cluster, chosen):
                chosen.append(cluster)
            if len(chosen) == count:
                break
        return [self._point(cluster) for cluster in chosen]

    def _is_known(self, cluster: SentenceCluster, known: Sequence[SentenceCluster]) -> bool:
        return any(self.clustering.repeats(cluster.best, other.best) for other in known)

    def _point(self, cluster: SentenceCluster) -> Point:
        cluster = self._held(self.clustering.widened(cluster))
        copies = self._copies(cluster)
        return Point(
            self._drafted(cluster),
            self.clustering.publishers(cluster),
            len(cluster.supporting) + copies,
            copies,
            self.clustering.alone(cluster),
        )

    def _copies(self, cluster: SentenceCluster) -> int:
        """How many copies there are of the articles that tell a cluster."""
        supporting = {original_id(self._sentences[n].article) for n in cluster.supporting}
        originals = {source.article.id for source in self.scope.originals}
        return sum(
            original_id(source.article) in supporting and source.article.id not in originals
            for source in self.scope.articles
        )

    # ---------------------------------------------------------------- sentences

    def quotable(self) -> set[str]:
        """The ids of the articles that have a whole sentence."""
        return {sentence.article.id for sentence in self._sentences if sentence.whole}

    @property
    def fit(self) -> list[int]:
        """The numbers of the sentences that may be shown by themselves: of the topic, understood
        alone, and not out of date."""
        return self._clean

    def drafted(self, number: int) -> Drafted:
        """A sentence with all that say by themselves what it says."""
        return self._told(number)

    @property
    def _sentences(self) -> list[SentenceRecord]:
        return self.clustering.sentences

    @cached_property
    def _newest(self) -> dict[int, int]:
        """By the number of a sentence that was replaced that of the newest report."""
        pairs = (
            (self._numbers.get(_key(old)), self._numbers.get(_key(new)))
            for old, new in self._replaced.items()
        )
        return {old: new for old, new in pairs if old is not None and new is not None}

    @cached_property
    def _latest(self) -> dict[int, int]:
        """The newest reports of what was followed up, numbered from 0."""
        found = {self._numbers.get(_key(new)) for new in self._replaced.values()}
        return {number: n for n, number in enumerate(sorted(n for n in found if n is not None))}

    @cached_property
    def _numbers(self) -> dict[tuple[str, int], int]:
        return {(s.article.id, s.quote.start): n for n, s in enumerate(self._sentences)}

    def _tells(self, number: int) -> bool:
        """Whether a sentence may be shown by itself: of the topic, clean, and not out of date.

        The latest of what was followed up may, however short it is.
        """
        sentence = self._sentences[number]
        fit = sentence.self_contained and sentence.length >= _SHORTEST and not _leans(sentence)
        return (
            (fit or number in self._latest)
            and number not in self._newest
            and self.scope.is_about(sentence.article.id, sentence.annotation.start)
            and number not in self._outdated
        )

    @cached_property
    def _clean(self) -> list[int]:
        """The sentences that may be shown by themselves."""
        return [number for number in range(len(self._sentences)) if self._tells(number)]

    @cached_property
    def _is_news(self) -> list[bool]:
        """For each sentence whether it tells news."""
        return [is_news(sentence) for sentence in self._sentences]

    @cached_property
    def _rank(self) -> list[int]:
        """For each sentence how many before it in its article may be shown by themselves."""
        found: list[int] = []
        article, count = -1, 0
        for number in range(len(self._sentences)):
            if self.clustering.article[number] != article:
                article, count = int(self.clustering.article[number]), 0
            found.append(count)
            count += self._tells(number)
        return found

    def _near_topic(self, number: int) -> bool:
        """Whether a sentence, or one beside it, has a word of what the story is called after."""
        if not self.scope.named:
            return True
        around = [n for n in range(number - 1, number + 2) if 0 <= n < len(self._sentences)]
        article = self.clustering.article
        texts = [self._sentences[n].text for n in around if article[n] == article[number]]
        return self.scope.share(" ".join(texts)) > 0

    def _length(self, number: int) -> int:
        return self._sentences[number].length

    def _words(self, chosen: Iterable[int]) -> int:
        return sum(map(self._length, chosen))

    def _room(self, words: int, chosen: Iterable[int]) -> int:
        return words - self._words(chosen)

    def _told(self, number: int) -> Drafted:
        if self._sums_up and number in self._tied:
            quote = replace(self._sentences[number].quote, start=self._tied[number])
            return Drafted(f"{quote.text[:1].upper()}{quote.text[1:]}", (quote,))
        return self._drafted(self.clustering.widened(self.clustering.around(number)))

    def _drafted(self, cluster: SentenceCluster) -> Drafted:
        """A cluster's best sentence, quoted with all that say by themselves what it says."""
        quotes = tuple(self._sentences[n].quote for n in self._held(cluster).supporting)
        return Drafted(quotes[0].text, quotes)

    def _held(self, cluster: SentenceCluster) -> SentenceCluster:
        """The cluster with the sentences alone that say by themselves what its first one says."""
        first, *others = cluster.supporting
        text = self._sentences[first].text
        alike = (number for number in others if holds_alone(text, self._sentences[number].text))
        return replace(cluster, supporting=(first, *alike))


def _told_anywhere(scope: Scope) -> Scope:
    """The scope with all of the articles that are called after its topic: their core may stand
    where none of its words do."""
    whole = called(scope) if scope.topic else set()
    return replace(scope, places={id: at for id, at in scope.places.items() if id not in whole})


def may_follow(sentence: SentenceRecord) -> bool:
    """Whether a sentence that depends on others may be told where there is room."""
    return (
        sentence.whole
        and sentence.length <= LONGEST
        and not sentence.text.endswith("?")
        and not sentence.annotation.boilerplate
    )


def _leans(sentence: SentenceRecord) -> bool:
    """Whether a pronoun stands for somebody whom the sentence has not named before it."""
    match = _PRONOUN.match(sentence.text)
    if match is None:
        return _IT.match(sentence.text) is not None
    before = [name for name in sentence.names if name.start < match.end()]
    return all(name.kind != "person" for name in before)


def _last_name(name: str) -> str:
    return re.sub(r"[’']s$", "", name.split()[-1]).casefold()


def _place(sentence: SentenceRecord) -> tuple[bool, int, int, str]:
    day = sentence.article.day
    return (day is None, day.toordinal() if day else 0, sentence.position, sentence.article.id)


def _key(quote: Quote) -> tuple[str, int]:
    return quote.article.id, quote.start
