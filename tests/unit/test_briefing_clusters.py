"""Facts: every sentence is in one, and who tells it is counted by article and publisher."""

import random
from datetime import date

from hypothesis import given
from hypothesis import strategies as st

from assistant import Article
from assistant.briefing.clusters import Clustering
from assistant.sections.sentences import read_sentences
from vectorstore.text.annotate import annotate_unnamed, annotated
from vectorstore.text.annotations import AnnotatedArticle

WHO = ["The harbour council", "Mayor Dahl", "The coast guard", "A court in Larnholm"]
DID = ["closed the old bridge", "raised the ferry fare", "searched the wreck", "blamed the storm"]
WHEN = ["on Tuesday", "after the storm in March", "before the vote", "without a word to residents"]
MORE = ["and 12 people were hurt.", "and 40 people were hurt.", "to save money.", "as fog came in."]
SENTENCE = st.builds(lambda *parts: " ".join(parts), *map(st.sampled_from, (WHO, DID, WHEN, MORE)))
TEXTS = st.lists(st.lists(SENTENCE, min_size=1, max_size=4), min_size=1, max_size=6)


def clustered(articles: list[Article]) -> Clustering:
    """The sentences of the articles; no names, which no model need be asked for here."""
    return Clustering(read_sentences([_annotated(article) for article in articles]))


def _annotated(article: Article) -> AnnotatedArticle:
    found = annotate_unnamed(article.text, article.day)
    return AnnotatedArticle(article, found, found.sentences)


def written(texts: list[list[str]]) -> list[Article]:
    """An article of each text, of three publishers."""
    return [
        Article(" ".join(text), title=str(n), publisher=f"Paper {n % 3}",
                published=date(2024, 5, 1 + n))
        for n, text in enumerate(texts)
    ]  # fmt: skip


def _places(known: Clustering, numbers: tuple[int, ...]) -> frozenset[tuple[str, int]]:
    return frozenset(
        (known.sentences[at].article.id, known.sentences[at].quote.start) for at in numbers
    )


@given(TEXTS)
def test_every_sentence_is_in_one_cluster_which_an_article_supports_once(
    texts: list[list[str]],
) -> None:
    """Nothing is lost or told twice; who supports is of different articles, the best first."""
    known = clustered(written(texts))
    members = [at for cluster in known.clusters for at in cluster.members]
    assert sorted(members) == list(range(len(known.sentences)))
    for cluster in known.clusters:
        articles = [known.sentences[at].article.id for at in cluster.supporting]
        assert len(articles) == len(set(articles))
        assert cluster.best == cluster.supporting[0] == cluster.members[0]
        assert 0 <= cluster.alike <= 1 + 1e-9
        assert 1 <= known.publishers(cluster) <= len(cluster.supporting)


@given(TEXTS, st.randoms(use_true_random=False))
def test_the_order_of_the_articles_does_not_matter(
    texts: list[list[str]], chance: random.Random
) -> None:
    """The same articles in any order have the same facts, told by the same sentences."""
    articles = written(texts)
    shuffled = list(articles)
    chance.shuffle(shuffled)
    found = [
        {(_places(known, (f.best,)), _places(known, f.members)) for f in known.clusters}
        for known in (clustered(articles), clustered(shuffled))
    ]
    assert found[0] == found[1]


def test_the_same_report_of_two_papers_is_one_cluster() -> None:
    """Both are quoted, and count as two publishers; what one alone tells is its own cluster."""
    known = clustered([
        Article("The coast guard searched the wreck of the Maren Astrid until Sunday evening. "
                "Schools on the island stay shut this week.", publisher="A"),
        Article("The coast guard searched the wreck of the Maren Astrid until Sunday night.",
                publisher="B"),
        Article("The central bank raised its main rate to a level not seen in ten years.",
                publisher="C"),
    ])  # fmt: skip
    counts = sorted(
        (known.publishers(cluster), len(cluster.supporting)) for cluster in known.clusters
    )
    assert counts == [(1, 1), (1, 1), (2, 2)]


def test_publishers_are_counted_by_name_or_by_site() -> None:
    """However a paper is spelled it is one; without names only two sites are two."""
    text = "The coast guard searched the wreck of the Maren Astrid until Sunday evening."
    for fields, publishers in (
        ([{"publisher": "Northern Wire"}, {"publisher": " northern wire "}], 1),
        ([{"publisher": name} for name in ("CNN", "cnn.com", "(CNN)")], 1),
        ([{}, {}], 1),
        ([{"url": f"https://{site}.example/1"} for site in "ab"], 2),
    ):
        known = clustered([Article(text, title=str(n), **one) for n, one in enumerate(fields)])
        (cluster,) = known.clusters
        assert (len(cluster.supporting), known.publishers(cluster)) == (len(fields), publishers)


def test_other_figures_are_another_fact() -> None:
    """A toll of 7 and one of 11 are two facts, however alike the words."""
    known = clustered([
        Article("Divers said 7 people had died in the wreck of the Maren Astrid.", publisher="A"),
        Article("Divers said 11 people had died in the wreck of the Maren Astrid.", publisher="B"),
    ])  # fmt: skip
    assert [known.publishers(cluster) for cluster in known.clusters] == [1, 1]


SENTENCED = (
    "Pilot Ane Ruud was found guilty of smuggling and sentenced to nine years in a camp in "
    "Oskania, in a case that has strained relations with her country."
)
IN_SHORT = "Ane Ruud was sentenced in Oskania to nine years for smuggling."
ON_TRIAL = "Ane Ruud went on trial in Oskania, where smuggling carries nine years in a camp."
APART = "The harbour council closed the old bridge after the storm without a word to residents."


def test_who_tells_it_in_other_words_counts_where_it_is_clustered() -> None:
    """A short report of the same sentence is a second publisher; what is merely near is not."""
    known = clustered([
        Article(SENTENCED, publisher="A"), Article(IN_SHORT, publisher="B"),
        Article(f"Ane Ruud has appealed. {APART}", publisher="C"),
    ])  # fmt: skip
    cluster = known.widened(known.around(0))
    assert [known.sentences[at].article.publisher for at in cluster.supporting] == ["A", "B"]
    assert known.publishers(cluster) == 2
    apart = known.widened(known.around(3))
    assert (known.sentences[3].text, known.publishers(apart)) == (APART, 1)


def test_who_names_somebody_else_tells_something_else() -> None:
    """The same words of another person are no second report."""
    articles = [
        Article(SENTENCED, publisher="A"),
        Article(IN_SHORT.replace("Ane Ruud", "Kai Berg"), publisher="B"),
    ]
    known = Clustering(read_sentences([annotated(article) for article in articles]))
    assert known.publishers(known.widened(known.around(0))) == 1


def test_alone_is_what_no_other_publisher_comes_near() -> None:
    """Where another publisher has half of the words, nobody is said to be alone."""
    known = clustered([
        Article(f"{SENTENCED} {APART}", publisher="A"), Article(ON_TRIAL, publisher="B"),
        Article(f"{APART} Residents were told of nothing.", publisher="a"),
    ])  # fmt: skip
    assert [known.alone(known.around(at)) for at in (0, 1)] == [False, True]


def test_a_figure_told_again_is_a_repeat() -> None:
    """Two sentences with the same figure and four words are one point; other figures are two."""
    known = clustered([
        Article(SENTENCED, publisher="A"),
        Article("Her nine years in Oskania are a burden, Ane Ruud told the judge.", publisher="B"),
        Article("Her two years in Oskania were a burden, Ane Ruud told the judge.", publisher="C"),
    ])  # fmt: skip
    assert known.repeats(0, 1)
    assert not known.repeats(0, 2)


def test_what_a_publisher_prints_again_confirms_nothing() -> None:
    """The same words of one publisher make a fact no more alike; those of another do."""
    text = "The coast guard searched the wreck of the Maren Astrid until Sunday evening."
    own = clustered([Article(text, publisher="A", title=title) for title in ("one", "two")])
    both = clustered([Article(text, publisher=publisher) for publisher in ("A", "B")])
    assert (own.clusters[0].alike, both.clusters[0].alike) == (0.0, 1.0)
