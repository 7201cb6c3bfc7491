"""The common blueprint of what belongs to no single feature."""

from flask import Blueprint

bp = Blueprint("home", __name__)
