"""Help clinics: a weekly open hour, one queue by skill, a helper at a time."""
