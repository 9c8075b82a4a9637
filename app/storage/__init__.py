"""Where the diary is kept: the only folder that speaks SQL."""
