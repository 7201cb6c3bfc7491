"""Running the site: accounts and roles, the audit trail, what is still owed."""
