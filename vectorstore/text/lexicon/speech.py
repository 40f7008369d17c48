"""Verbs that introduce what somebody says."""

from __future__ import annotations

from vectorstore.text.lexicon import listed

PLAIN_SAYING = listed("say says said tell tells told add adds added write writes wrote")
"""Verbs that tell that something is said, and nothing about how."""
SAYING = PLAIN_SAYING | listed(
    """
    saying tweeted tweets posted asked asks replied replies answered stated states warned warns
    argued argues insisted insists explained explains recalled recalls noted notes continued
    continues declared declares announced claimed claims complained concluded concludes admitted
    admits conceded vowed pledged promised joked jokes quipped responded remarked observed commented
    stressed stresses emphasised emphasized acknowledged suggested shouted shouts exclaimed exclaims
    thundered testified reads read urged cautioned lamented reflected laughed texted messaged mused
    agreed confirmed predicted boasted estimated reiterated shared recounts cried wondered demanded
    yelled inquired screamed chanted reported reports believes thinks hopes denied
    """
)
"""Verbs that stand with a quotation or with what is reported."""
