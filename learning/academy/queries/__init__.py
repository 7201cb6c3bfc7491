"""Reading the academy: articles, their history, topics and experts, and what search may know."""

from learning.academy.queries.articles import (
    Choice,
    article,
    article_count,
    articles,
    backlinks,
    drafts_of,
    rating_of,
    readers_of,
    related,
    variants,
)
from learning.academy.queries.documents import documents, everything_findable
from learning.academy.queries.history import decisions_on, revision_of, revisions_of
from learning.academy.queries.review import (
    is_topic_expert,
    keepers_of,
    reviewers_of,
    scope_of,
    waiting_count,
    waiting_for,
)
from learning.academy.queries.sources import imported_from, sources_in
from learning.academy.queries.topics import (
    ExpertCard,
    TopicNode,
    expert_by_id,
    experts,
    experts_of,
    nominations_for,
    topic_by_id,
    topic_choices,
    topic_counts,
    topic_tree,
)

__all__ = [
    "Choice",
    "ExpertCard",
    "TopicNode",
    "article",
    "article_count",
    "articles",
    "backlinks",
    "decisions_on",
    "documents",
    "drafts_of",
    "everything_findable",
    "expert_by_id",
    "experts",
    "experts_of",
    "imported_from",
    "is_topic_expert",
    "keepers_of",
    "nominations_for",
    "rating_of",
    "readers_of",
    "related",
    "reviewers_of",
    "revision_of",
    "revisions_of",
    "scope_of",
    "sources_in",
    "topic_by_id",
    "topic_choices",
    "topic_counts",
    "topic_tree",
    "variants",
    "waiting_count",
    "waiting_for",
]
