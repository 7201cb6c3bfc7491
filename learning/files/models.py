"""What is known of an uploaded file; its bytes lie in the storage under its key."""

from datetime import datetime

from sqlalchemy import ForeignKey
from sqlalchemy.orm import Mapped, mapped_column

from learning.extensions import Base


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
