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

#: What is sold: category, name and price.
PRODUCTS = (
    ("Paper", "Paper Towels, Case", 38.5),
    ("Paper", "Tissues, Case", 24.0),
    ("Packaging", "Shipping Boxes, Bundle", 31.0),
    ("Packaging", "Packing Tape, Pack", 42.0),
    ("Coffee", "Espresso Beans, 1 kg", 19.5),
    ("Coffee", "Descaler, 1 l", 12.9),
    ("Protection", "Nitrile Gloves, Box", 9.8),
    ("Protection", "Safety Glasses", 14.5),
    ("Cleaning", "Surface Disinfectant, 5 l", 27.0),
    ("Cleaning", "Floor Cleaner, 10 l", 33.0),
    ("Machines", "Floor Scrubber Drier", 2450.0),
    ("Machines", "Vacuum Cleaner", 389.0),
    ("Service", "Maintenance Visit", 145.0),
    ("Service", "Training, Half a Day", 420.0),
    ("Office", "Copy Paper, Pallet", 310.0),
    ("Office", "Toner", 79.0),
    ("Furniture", "Desk", 520.0),
    ("Furniture", "Office Chair", 265.0),
    ("Tools", "Cordless Drill", 189.0),
    ("Tools", "Tool Trolley", 640.0),
    ("Lighting", "LED Tubes, Box", 96.0),
    ("Lighting", "Emergency Light", 58.0),
    ("Kitchen", "Dishwasher Tablets, Case", 46.0),
    ("Kitchen", "Cups, Case", 35.0),
)

#: Words of what was said and done.
SUBJECTS = ("Call back", "Send the offer", "Ask how it went", "Plan a visit")
