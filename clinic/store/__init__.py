"""Where leads, screenings and messages are kept: tables, encryption, repositories."""
