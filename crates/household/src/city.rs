//! The home city's other places: the city is real, every place in it is invented.

use jiff::civil::Weekday;

use crate::place::{Hours, Place, Rating};

/// Every place of the home city where one does not go to eat.
pub(crate) static PLACES: &[&Place] = &[
    &HOME,
    &OFFICE,
    &PARENTS,
    &SCHOOL,
    &GYM,
    &RIVER_PARK,
    &BEACH,
    &BOOKSHOP,
    &MARKET,
    &PHARMACY,
    &SUPERMARKET,
    &CINEMA,
    &DENTIST,
    &STATION,
    &AIRPORT,
    &MUSEUM,
];

pub(crate) static HOME: Place = Place {
    place_id: "ChIJdemo-home",
    name: "Home",
    address: "Carrer de les Moreres 14, 46007 València",
    city: "València",
    lat: 39.4625,
    lng: -0.3795,
    kinds: &["premise"],
    rating: None,
    hours: None,
    price_level: None,
    website: None,
    about: "The Vidal-Ferrer flat, third floor, no lift.",
};

pub(crate) static OFFICE: Place = Place {
    place_id: "ChIJdemo-lumbra-office",
    name: "Lumbra office",
    address: "Carrer del Far 8, 46023 València",
    city: "València",
    lat: 39.4612,
    lng: -0.3401,
    kinds: &["corporate_office", "establishment"],
    rating: None,
    hours: None,
    price_level: None,
    website: Some("https://lumbra.example"),
    about: "Where Nora works: two floors over the harbour.",
};

pub(crate) static PARENTS: Place = Place {
    place_id: "ChIJdemo-parents-home",
    name: "Carmen and Andreu's house",
    address: "Carrer de la Sénia 31, 46100 Burjassot",
    city: "Burjassot",
    lat: 39.5091,
    lng: -0.4108,
    kinds: &["premise"],
    rating: None,
    hours: None,
    price_level: None,
    website: None,
    about: "The house with the lemon tree.",
};

pub(crate) static SCHOOL: Place = Place {
    place_id: "ChIJdemo-escola-la-garsa",
    name: "Escola La Garsa",
    address: "Carrer de la Garsa 2, 46007 València",
    city: "València",
    lat: 39.4641,
    lng: -0.3832,
    kinds: &["primary_school", "school"],
    rating: Some(Rating { tenths: 44, votes: 61 }),
    hours: Some(Hours { opens: 8, closes: 17, closed_on: Some(Weekday::Sunday) }),
    price_level: None,
    website: Some("https://lagarsa.example"),
    about: "Lucía's school.",
};

pub(crate) static GYM: Place = Place {
    place_id: "ChIJdemo-sala-nord",
    name: "Sala Nord",
    address: "Carrer de la Ferreria 60, 46022 València",
    city: "València",
    lat: 39.4667,
    lng: -0.3521,
    kinds: &["gym", "fitness_center"],
    rating: Some(Rating { tenths: 44, votes: 318 }),
    hours: Some(Hours { opens: 6, closes: 23, closed_on: None }),
    price_level: None,
    website: Some("https://salanord.example"),
    about: "Free weights, four racks, no music after nine.",
};

pub(crate) static RIVER_PARK: Place = Place {
    place_id: "ChIJdemo-parc-del-riu",
    name: "Parc del Riu Vell",
    address: "Passeig del Riu Vell, 46010 València",
    city: "València",
    lat: 39.4752,
    lng: -0.3655,
    kinds: &["park", "tourist_attraction"],
    rating: Some(Rating { tenths: 48, votes: 5_210 }),
    hours: None,
    price_level: None,
    website: None,
    about: "The old river bed: nine kilometres of path between the bridges.",
};

pub(crate) static BEACH: Place = Place {
    place_id: "ChIJdemo-platja-de-garbi",
    name: "Platja de Garbí",
    address: "Passeig de Garbí, 46011 València",
    city: "València",
    lat: 39.4789,
    lng: -0.3236,
    kinds: &["beach", "tourist_attraction"],
    rating: Some(Rating { tenths: 46, votes: 3_980 }),
    hours: None,
    price_level: None,
    website: None,
    about: "Wide sand, a wooden walk and a kiosk.",
};

pub(crate) static BOOKSHOP: Place = Place {
    place_id: "ChIJdemo-llibreria-el-segell",
    name: "Llibreria El Segell",
    address: "Carrer del Segell 3, 46001 València",
    city: "València",
    lat: 39.4731,
    lng: -0.3799,
    kinds: &["book_store", "store"],
    rating: Some(Rating { tenths: 48, votes: 276 }),
    hours: Some(Hours { opens: 10, closes: 22, closed_on: Some(Weekday::Sunday) }),
    price_level: None,
    website: Some("https://elsegell.example"),
    about: "Bookshop with a back room where the book club meets.",
};

pub(crate) static MARKET: Place = Place {
    place_id: "ChIJdemo-mercat-de-la-fusta",
    name: "Mercat de la Fusta",
    address: "Plaça de la Fusta 1, 46007 València",
    city: "València",
    lat: 39.4651,
    lng: -0.3768,
    kinds: &["market", "grocery_store"],
    rating: Some(Rating { tenths: 47, votes: 1_822 }),
    hours: Some(Hours { opens: 7, closes: 15, closed_on: Some(Weekday::Sunday) }),
    price_level: None,
    website: Some("https://mercatdelafusta.example"),
    about: "Covered market; fish on the left, fruit on the right.",
};

pub(crate) static PHARMACY: Place = Place {
    place_id: "ChIJdemo-farmacia-arc",
    name: "Farmàcia de l'Arc",
    address: "Carrer de l'Arc 12, 46007 València",
    city: "València",
    lat: 39.4633,
    lng: -0.3789,
    kinds: &["pharmacy", "health"],
    rating: Some(Rating { tenths: 45, votes: 94 }),
    hours: Some(Hours { opens: 9, closes: 21, closed_on: Some(Weekday::Sunday) }),
    price_level: None,
    website: Some("https://farmacia-arc.example"),
    about: "Opposite the market, on duty one week in six.",
};

pub(crate) static SUPERMARKET: Place = Place {
    place_id: "ChIJdemo-superet",
    name: "Superet",
    address: "Carrer de les Moreres 40, 46007 València",
    city: "València",
    lat: 39.4614,
    lng: -0.3807,
    kinds: &["supermarket", "grocery_store"],
    rating: Some(Rating { tenths: 39, votes: 410 }),
    hours: Some(Hours { opens: 9, closes: 22, closed_on: Some(Weekday::Sunday) }),
    price_level: Some(1),
    website: Some("https://superet.example"),
    about: "The supermarket round the corner.",
};

pub(crate) static CINEMA: Place = Place {
    place_id: "ChIJdemo-cinema-lluna",
    name: "Cinema Lluna",
    address: "Carrer de la Lluna 7, 46002 València",
    city: "València",
    lat: 39.4702,
    lng: -0.3761,
    kinds: &["movie_theater"],
    rating: Some(Rating { tenths: 46, votes: 890 }),
    hours: Some(Hours { opens: 16, closes: 24, closed_on: None }),
    price_level: None,
    website: Some("https://cinemalluna.example"),
    about: "Two screens, original versions with subtitles.",
};

pub(crate) static DENTIST: Place = Place {
    place_id: "ChIJdemo-clinica-oliver",
    name: "Clínica Dental Oliver",
    address: "Carrer de l'Almoina 21, 46003 València",
    city: "València",
    lat: 39.4765,
    lng: -0.3752,
    kinds: &["dentist", "health"],
    rating: Some(Rating { tenths: 49, votes: 143 }),
    hours: Some(Hours { opens: 9, closes: 19, closed_on: Some(Weekday::Saturday) }),
    price_level: None,
    website: Some("https://clinica-oliver.example"),
    about: "The family's dentist.",
};

pub(crate) static STATION: Place = Place {
    place_id: "ChIJdemo-estacio-del-nord-vell",
    name: "Estació Marítim",
    address: "Plaça de l'Estació Marítim, 46022 València",
    city: "València",
    lat: 39.4655,
    lng: -0.3437,
    kinds: &["train_station", "transit_station"],
    rating: Some(Rating { tenths: 41, votes: 2_044 }),
    hours: Some(Hours { opens: 5, closes: 24, closed_on: None }),
    price_level: None,
    website: Some("https://estacio-maritim.example"),
    about: "Long-distance trains.",
};

pub(crate) static AIRPORT: Place = Place {
    place_id: "ChIJdemo-aeroport-de-l-horta",
    name: "Aeroport de l'Horta",
    address: "Carretera de l'Horta s/n, 46940 Manises",
    city: "Manises",
    lat: 39.4893,
    lng: -0.479,
    kinds: &["airport"],
    rating: Some(Rating { tenths: 40, votes: 6_120 }),
    hours: None,
    price_level: None,
    website: Some("https://aeroport-horta.example"),
    about: "Twenty minutes by metro.",
};

pub(crate) static MUSEUM: Place = Place {
    place_id: "ChIJdemo-museu-de-la-sal",
    name: "Museu de la Sal",
    address: "Carrer de les Salines 15, 46024 València",
    city: "València",
    lat: 39.4561,
    lng: -0.3321,
    kinds: &["museum", "tourist_attraction"],
    rating: Some(Rating { tenths: 43, votes: 760 }),
    hours: Some(Hours { opens: 10, closes: 19, closed_on: Some(Weekday::Monday) }),
    price_level: None,
    website: Some("https://museudelasal.example"),
    about: "How salt made the harbour rich; good with children.",
};
