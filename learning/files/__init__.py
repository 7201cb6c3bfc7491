"""Uploads, served by the feature they hang on."""
