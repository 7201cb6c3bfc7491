"""What is known of an uploaded file; its bytes lie in the storage under its key."""

from datetime import datetime

from sqlalchemy import ForeignKey, Text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from learning.extensions import Base
from learning.outbox import Owed


class Upload(Base):
    """A file somebody put in, as we keep it; whoever may read what it hangs on may read it."""

    __tablename__ = "uploads"

    id: Mapped[int] = mapped_column(primary_key=True)
    key: Mapped[str] = mapped_column(unique=True)
    owner_id: Mapped[int] = mapped_column(ForeignKey("people.id"), index=True)
    content_type: Mapped[str]
    size: Mapped[int]  # bytes
    sha256: Mapped[str]
    uploaded_at: Mapped[datetime]
    width: Mapped[int | None]  # pixels, of a picture
    height: Mapped[int | None]


class FileReading(Owed, Base):
    """A file whose words are still to be read, so that search can find it by them."""

    __tablename__ = "file_readings"

    upload_id: Mapped[int] = mapped_column(ForeignKey("uploads.id"), unique=True)

    upload: Mapped[Upload] = relationship()


class FileText(Base):
    """The words of a file, up to a limit; none of one that is broken or holds only pictures."""

    __tablename__ = "file_texts"

    upload_id: Mapped[int] = mapped_column(ForeignKey("uploads.id"), primary_key=True)
    text: Mapped[str] = mapped_column(Text)
    read_at: Mapped[datetime]
