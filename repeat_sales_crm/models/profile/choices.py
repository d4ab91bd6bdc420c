"""The answers to choose from, shared by partners, areas and customers."""

GENDERS = [("female", "Female"), ("male", "Male"), ("other", "Other")]

EDUCATIONS = [
    ("primary", "Primary school"),
    ("secondary", "Secondary school"),
    ("vocational", "Vocational training"),
    ("bachelor", "Bachelor's degree"),
    ("master", "Master's degree"),
    ("doctorate", "Doctorate"),
]

AREA_TYPES = [("urban", "Urban"), ("suburban", "Suburban"), ("rural", "Rural")]

#: The five main groups of the Köppen classification.
CLIMATES = [
    ("tropical", "Tropical: hot all year"),
    ("dry", "Dry: desert and steppe"),
    ("temperate", "Temperate: mild winters"),
    ("continental", "Continental: cold winters"),
    ("polar", "Polar: cold all year"),
]

AGE_BRACKETS = [
    ("00_24", "Under 25"),
    ("25_34", "25 to 34"),
    ("35_44", "35 to 44"),
    ("45_54", "45 to 54"),
    ("55_64", "55 to 64"),
    ("65_up", "65 and over"),
]
