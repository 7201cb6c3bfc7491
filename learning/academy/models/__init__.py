"""What experts publish, and who is an expert of what."""

from learning.academy.models.articles import (
    Article,
    ArticleLink,
    ArticleState,
    Rating,
    Reading,
    Revision,
    ShareVisit,
    Trust,
)
from learning.academy.models.attachments import ArticleAuthor, ArticleFile
from learning.academy.models.calls import TalkCall, TalkProposal, TalkScore
from learning.academy.models.comments import Comment, Mention
from learning.academy.models.duties import Acknowledgement, Audience, MustRead
from learning.academy.models.feedback import TalkFeedback, TalkFeedbackRight
from learning.academy.models.interests import PicksDeclined, TopicFollower
from learning.academy.models.paths import (
    Path,
    PathFollower,
    PathNeed,
    PathStep,
    StepKind,
    StepTick,
    Teaching,
)
from learning.academy.models.questions import (
    AcademyQuestion,
    Answer,
    AnswerVote,
    QuestionInvitation,
    QuestionVote,
)
from learning.academy.models.recordings import TalkPosition, TalkRemark, TalkTranscript
from learning.academy.models.review import (
    HandOver,
    OutdatedFlag,
    Remark,
    SubmissionDecision,
    Successor,
    Suggestion,
)
from learning.academy.models.searches import SearchOpening, SearchQuery, SearchSynonym
from learning.academy.models.talks import Talk, TalkDeadline, TalkSeat
from learning.academy.models.topics import Topic, TopicExpert

__all__ = [
    "AcademyQuestion",
    "Acknowledgement",
    "Answer",
    "AnswerVote",
    "Article",
    "ArticleAuthor",
    "ArticleFile",
    "ArticleLink",
    "ArticleState",
    "Audience",
    "Comment",
    "HandOver",
    "Mention",
    "MustRead",
    "OutdatedFlag",
    "Path",
    "PathFollower",
    "PathNeed",
    "PathStep",
    "PicksDeclined",
    "QuestionInvitation",
    "QuestionVote",
    "Rating",
    "Reading",
    "Remark",
    "Revision",
    "SearchOpening",
    "SearchQuery",
    "SearchSynonym",
    "ShareVisit",
    "StepKind",
    "StepTick",
    "SubmissionDecision",
    "Successor",
    "Suggestion",
    "Talk",
    "TalkCall",
    "TalkDeadline",
    "TalkFeedback",
    "TalkFeedbackRight",
    "TalkPosition",
    "TalkProposal",
    "TalkRemark",
    "TalkScore",
    "TalkSeat",
    "TalkTranscript",
    "Teaching",
    "Topic",
    "TopicExpert",
    "TopicFollower",
    "Trust",
]
