"""Words that generated names and places are made of."""

FIRST_NAMES = (
    "Ada", "Adrian", "Agnes", "Albert", "Alice", "Amir", "Anton", "Astrid", "Bela",
    "Bruno", "Carla", "Cecilia", "Clara", "Dana", "Daniel", "David", "Dora", "Edgar",
    "Elena", "Elias", "Emil", "Erika", "Eva", "Felix", "Fiona", "Flora", "Frida",
    "Georg", "Greta", "Hanna", "Hugo", "Ida", "Ines", "Irena", "Ivan", "Jakob",
    "Jana", "Joel", "Jonas", "Julia", "Karl", "Kira", "Lara", "Leon", "Lidia", "Linus",
    "Lucas", "Luisa", "Marek", "Marta", "Maya", "Mila", "Nadia", "Nina", "Noel",
    "Olga", "Oscar", "Paula", "Pavel", "Petra", "Rafael", "Rita", "Roman", "Rosa",
    "Samuel", "Sara", "Simon", "Sofia", "Stella", "Teresa", "Theo", "Tomas", "Vera",
    "Viktor", "Wanda", "Yara", "Zoe",
)  # fmt: skip

SURNAMES = (
    "Adler", "Almeida", "Amsel", "Bach", "Baker", "Baran", "Barnes", "Bauer", "Bell",
    "Berger", "Bianchi", "Blanc", "Boer", "Brandt", "Brown", "Carter", "Castro",
    "Clark", "Conti", "Costa", "Cruz", "Dahl", "Dubois", "Dvorak", "Eder", "Engel",
    "Evans", "Falk", "Ferrari", "Fischer", "Fontaine", "Foster", "Fuchs", "Garcia",
    "Gomez", "Graf", "Green", "Haas", "Hansen", "Harris", "Holm", "Horvat", "Hughes",
    "Jansen", "Kaiser", "Keller", "Klein", "Kovacs", "Kowalski", "Kruger", "Lang",
    "Larsen", "Laurent", "Leroy", "Lopez", "Lund", "Maas", "Marin", "Martin", "Mayer",
    "Meier", "Moreau", "Moretti", "Morgan", "Nagy", "Nielsen", "Novak", "Olsen",
    "Ortega", "Parker", "Petit", "Popov", "Price", "Ramos", "Reed", "Ricci", "Rossi",
    "Roth", "Russo", "Santos", "Schmidt", "Silva", "Simon", "Smit", "Sommer", "Stone",
    "Svensson", "Turner", "Vega", "Visser", "Vogel", "Walker", "Weber", "Winter",
    "Wolf", "Wood", "Young", "Zeman", "Ziegler",
)  # fmt: skip

#: {} stands for a surname.
COMPANIES = (
    "{} Bakery", "{} & Sons", "{} Joinery", "{} Dental Practice", "{} Wholesale",
    "Hotel {}", "Cafe {}", "{} Logistics", "{} Architects", "{} Pharmacy",
    "{} Motor Works", "{} Printing", "{} Flowers", "{} Engineering", "Clinic {}",
    "{} Foods", "{} School of Music", "{} Hardware", "Studio {}", "{} Textiles",
)  # fmt: skip

#: City and country code.
CITIES = (
    ("Berlin", "DE"), ("Hamburg", "DE"), ("Leipzig", "DE"), ("Vienna", "AT"),
    ("Graz", "AT"), ("Lyon", "FR"), ("Nantes", "FR"), ("Lille", "FR"),
    ("Utrecht", "NL"), ("Haarlem", "NL"), ("Valencia", "ES"), ("Bilbao", "ES"),
    ("Bologna", "IT"), ("Turin", "IT"), ("Krakow", "PL"), ("Gdansk", "PL"),
    ("Bristol", "GB"), ("Leeds", "GB"), ("Uppsala", "SE"), ("Porto", "PT"),
    ("Ghent", "BE"), ("Brno", "CZ"), ("Aarhus", "DK"), ("Tampere", "FI"),
)  # fmt: skip

JOBS = ("Owner", "Purchasing", "Office Manager", "Managing Director", "Accounting")

#: What is sold: name and price.
PRODUCTS = (
    ("Paper Towels, Case", 38.5),
    ("Shipping Boxes, Bundle", 31.0),
    ("Espresso Beans, 1 kg", 19.5),
    ("Nitrile Gloves, Box", 9.8),
    ("Surface Disinfectant, 5 l", 27.0),
    ("Floor Scrubber Drier", 2450.0),
    ("Maintenance Visit", 145.0),
    ("Packing Tape, Pack", 42.0),
)
