"""Words that the invented customers' names, places and jobs are made of."""

from typing import NamedTuple


class Country(NamedTuple):
    """How people, streets and phones are called in a country."""

    code: str
    cities: tuple[tuple[str, str], ...]  # (name, postal code)
    streets: tuple[str, ...]  # with {} for the number
    first_names: tuple[str, ...]
    surnames: tuple[str, ...]
    phone: str  # with # for any digit
    businesses: tuple[tuple[str, str], ...]  # (trade, name with {s}urname, {c}ity)


#: Trades, with the letter of their industry and the categories they buy from most.
TRADES = {
    "cafe": ("I", ("kitchen", "kitchen", "packaging", "service")),
    "hotel": ("I", ("hygiene", "kitchen", "equipment", "service")),
    "workshop": ("C", ("equipment", "hygiene", "packaging", "service")),
    "clinic": ("Q", ("hygiene", "hygiene", "equipment", "service")),
    "wholesaler": ("G", ("packaging", "packaging", "hygiene", "service")),
    "school": ("P", ("hygiene", "kitchen", "equipment", "service")),
    "office": ("M", ("kitchen", "hygiene", "service", "packaging")),
    "shop": ("G", ("packaging", "kitchen", "hygiene", "equipment")),
}

JOBS = (
    "Owner",
    "Managing Director",
    "Head of Purchasing",
    "Purchasing Assistant",
    "Office Manager",
    "Facility Manager",
    "Warehouse Manager",
    "Head Chef",
    "Accountant",
)

COUNTRIES = (
    Country(
        "DE",
        (("Berlin", "10115"), ("Hamburg", "20095"), ("Leipzig", "04109"),
         ("Freiburg", "79098"), ("Lübeck", "23552")),
        ("Lindenstraße {}", "Bahnhofstraße {}", "Gartenweg {}", "Am Markt {}"),
        ("Katrin", "Jürgen", "Sabine", "Felix", "Heike", "Matthias", "Lena", "Uwe"),
        ("Brandt", "Hofmann", "Krüger", "Lorenz", "Seidel", "Vogel", "Winkler",
         "Zimmermann", "Albrecht", "Böhm"),
        "+49 30 23125 ###",
        (("cafe", "Café {s}"), ("workshop", "Tischlerei {s}"), ("hotel", "Hotel {s}"),
         ("clinic", "Zahnarztpraxis Dr. {s}"), ("wholesaler", "{s} Großhandel GmbH"),
         ("school", "Freie Schule {c}"), ("office", "{s} Ingenieure GmbH"),
         ("shop", "Buchhandlung {s}"), ("workshop", "Autohaus {s} KG")),
    ),
    Country(
        "AT",
        (("Wien", "1070"), ("Graz", "8010"), ("Linz", "4020"), ("Salzburg", "5020")),
        ("Hauptstraße {}", "Kirchengasse {}", "Mühlweg {}", "Schulgasse {}"),
        ("Johanna", "Florian", "Theresa", "Lukas", "Magdalena", "Gerhard"),
        ("Gruber", "Pichler", "Steiner", "Moser", "Leitner", "Wallner", "Eder"),
        "+43 1 90555##",
        (("cafe", "Kaffeehaus {s}"), ("hotel", "Gasthof {s}"), ("shop", "{s} Feinkost"),
         ("clinic", "Tierklinik {c}"), ("workshop", "Schlosserei {s}"),
         ("office", "{s} Steuerberatung"), ("wholesaler", "{s} Handels GmbH")),
    ),
    Country(
        "FR",
        (("Lyon", "69002"), ("Nantes", "44000"), ("Lille", "59000"),
         ("Toulouse", "31000"), ("Dijon", "21000")),
        ("{} rue Victor Hugo", "{} rue de la Gare", "{} avenue des Tilleuls",
         "{} place du Marché"),
        ("Camille", "Julien", "Claire", "Mathieu", "Élodie", "Olivier", "Sylvie"),
        ("Mercier", "Lefèvre", "Garnier", "Chevalier", "Roussel", "Perrin", "Morel",
         "Faure", "Blanchard"),
        "+33 1 99 00 ## ##",
        (("cafe", "Brasserie {s}"), ("cafe", "Boulangerie {s}"), ("hotel", "Hôtel {s}"),
         ("workshop", "Atelier {s}"), ("clinic", "Clinique de {c}"),
         ("wholesaler", "Établissements {s}"), ("school", "École primaire de {c}"),
         ("shop", "Maison {s}"), ("office", "Cabinet {s}")),
    ),
    Country(
        "NL",
        (("Utrecht", "3511 AA"), ("Haarlem", "2011 AB"), ("Groningen", "9711 AC"),
         ("Breda", "4811 AD")),
        ("Kerkstraat {}", "Molenweg {}", "Stationsplein {}", "Dorpsstraat {}"),
        ("Sanne", "Daan", "Femke", "Jeroen", "Lotte", "Bram"),
        ("de Wit", "van Dijk", "Visser", "Smit", "Mulder", "Bakker", "Postma"),
        "+31 85 555 ####",
        (("cafe", "Eetcafé {s}"), ("workshop", "Fietsenmakerij {s}"),
         ("wholesaler", "Groothandel {s} B.V."), ("clinic", "Huisartsenpraktijk {s}"),
         ("school", "Basisschool {c}"), ("hotel", "Hotel {c} Centraal"),
         ("shop", "Bloemen {s}"), ("office", "{s} Architecten B.V.")),
    ),
    Country(
        "ES",
        (("Valencia", "46002"), ("Zaragoza", "50001"), ("Málaga", "29001"),
         ("Bilbao", "48001")),
        ("Calle Mayor {}", "Avenida del Puerto {}", "Plaza Nueva {}", "Calle Sol {}"),
        ("Lucía", "Javier", "Carmen", "Álvaro", "Marta", "Diego"),
        ("Navarro", "Ortega", "Serrano", "Molina", "Castillo", "Vidal", "Iglesias"),
        "+34 955 55 ## ##",
        (("cafe", "Cafetería {s}"), ("hotel", "Hostal {s}"),
         ("workshop", "Talleres {s}"),
         ("wholesaler", "Distribuciones {s} S.L."), ("clinic", "Clínica Dental {s}"),
         ("school", "Colegio de {c}"), ("shop", "Librería {s}")),
    ),
    Country(
        "IT",
        (("Bologna", "40121"), ("Verona", "37121"), ("Torino", "10121"),
         ("Genova", "16121")),
        ("Via Roma {}", "Via Garibaldi {}", "Piazza del Duomo {}", "Via dei Mille {}"),
        ("Giulia", "Marco", "Chiara", "Lorenzo", "Elisa", "Paolo"),
        ("Ferrari", "Conti", "Marini", "Gallo", "Rinaldi", "Barbieri", "Fabbri"),
        "+39 051 555 ####",
        (("cafe", "Trattoria {s}"), ("cafe", "Pasticceria {s}"), ("hotel", "Hotel {s}"),
         ("workshop", "Officina {s}"), ("wholesaler", "{s} Forniture S.r.l."),
         ("clinic", "Poliambulatorio {c}"), ("office", "Studio {s}")),
    ),
    Country(
        "PL",
        (("Kraków", "31-042"), ("Gdańsk", "80-831"), ("Poznań", "61-772"),
         ("Wrocław", "50-101")),
        ("ul. Lipowa {}", "ul. Ogrodowa {}", "ul. Szkolna {}", "Rynek {}"),
        ("Agnieszka", "Tomasz", "Magdalena", "Piotr", "Joanna", "Krzysztof"),
        ("Mazur", "Wójcik", "Zając", "Sikora", "Baran", "Pawlak", "Kozak"),
        "+48 22 555 ## ##",
        (("cafe", "Kawiarnia {s}"), ("workshop", "Warsztat {s}"),
         ("hotel", "Zajazd {s}"),
         ("wholesaler", "Hurtownia {s} sp. z o.o."), ("clinic", "Przychodnia {c}"),
         ("school", "Przedszkole {c}"), ("shop", "Księgarnia {s}")),
    ),
    Country(
        "GB",
        (("Bristol", "BS1 4DJ"), ("Leeds", "LS1 5HD"), ("Edinburgh", "EH1 1YZ"),
         ("Norwich", "NR2 1TF")),
        ("{} High Street", "{} Station Road", "{} Mill Lane", "{} Church Street"),
        ("Emily", "Oliver", "Charlotte", "George", "Hannah", "Simon", "Ruth"),
        ("Ashworth", "Bennett", "Clarke", "Dawson", "Fletcher", "Harding", "Mercer",
         "Whitaker", "Lowe"),
        "+44 20 7946 0###",
        (("cafe", "The {s} Tea Rooms"), ("workshop", "{s} & Sons Joinery"),
         ("wholesaler", "{s} Wholesale Ltd"), ("clinic", "{c} Dental Practice"),
         ("school", "{c} Community School"), ("hotel", "The {s} Arms"),
         ("office", "{s} Solicitors LLP"), ("shop", "{s} Hardware")),
    ),
    Country(
        "SE",
        (("Stockholm", "111 22"), ("Göteborg", "411 04"), ("Uppsala", "753 20"),
         ("Malmö", "211 20")),
        ("Storgatan {}", "Drottninggatan {}", "Skolgatan {}", "Kungsgatan {}"),
        ("Astrid", "Erik", "Linnea", "Oskar", "Karin", "Nils"),
        ("Nyström", "Sandberg", "Lundin", "Ekström", "Åkesson", "Holm", "Sjögren"),
        "+46 8 465 004 ##",
        (("cafe", "Konditori {s}"), ("workshop", "{s} Snickeri AB"),
         ("clinic", "Vårdcentralen {c}"), ("wholesaler", "{s} Grossist AB"),
         ("hotel", "Hotell {s}"), ("school", "{c} Montessoriskola"),
         ("shop", "{s} Blommor")),
    ),
)  # fmt: skip
