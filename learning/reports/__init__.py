"""What ministries read: counts of people who learn, never a person."""
