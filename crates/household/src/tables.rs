//! Cafés and restaurants of the home city: the city is real, every place in it is invented.

use jiff::civil::Weekday;

use crate::place::{Hours, Place, Rating};

/// Every café and restaurant of the home city.
pub(crate) static PLACES: &[&Place] = &[
    &CAFE_MIRLO,
    &CAFE_TINTA,
    &CAFE_NOU,
    &BISTRO_FAR,
    &CANTEEN,
    &LA_BARRACA_BLAVA,
    &NISPERO,
    &TAQUERIA_LUZ,
    &ESTANQUE,
];

pub(crate) static CAFE_MIRLO: Place = Place {
    place_id: "ChIJdemo-cafe-mirlo",
    name: "Café Mirlo",
    address: "Carrer del Forn Vell 5, 46006 València",
    city: "València",
    lat: 39.4638,
    lng: -0.3731,
    kinds: &["cafe", "coffee_shop", "food"],
    rating: Some(Rating { tenths: 47, votes: 812 }),
    hours: Some(Hours { opens: 8, closes: 20, closed_on: Some(Weekday::Sunday) }),
    price_level: Some(1),
    website: Some("https://cafe-mirlo.example"),
    about: "Small roastery with six tables and the best cortado of the quarter.",
};

pub(crate) static CAFE_TINTA: Place = Place {
    place_id: "ChIJdemo-cafe-tinta",
    name: "Tinta i Llet",
    address: "Carrer de la Impremta 19, 46003 València",
    city: "València",
    lat: 39.4759,
    lng: -0.3741,
    kinds: &["cafe", "bakery", "food"],
    rating: Some(Rating { tenths: 45, votes: 390 }),
    hours: Some(Hours { opens: 8, closes: 21, closed_on: None }),
    price_level: Some(1),
    website: Some("https://tinta-i-llet.example"),
    about: "Bakery café with long tables, quiet before noon.",
};

pub(crate) static CAFE_NOU: Place = Place {
    place_id: "ChIJdemo-cafe-nou-molins",
    name: "Nou Molins Cafè",
    address: "Avinguda dels Nou Molins 40, 46021 València",
    city: "València",
    lat: 39.4714,
    lng: -0.3498,
    kinds: &["cafe", "breakfast_restaurant", "food"],
    rating: Some(Rating { tenths: 42, votes: 233 }),
    hours: Some(Hours { opens: 7, closes: 19, closed_on: Some(Weekday::Monday) }),
    price_level: Some(1),
    website: Some("https://noumolins.example"),
    about: "Terrace on the way to the harbour, wifi and sockets.",
};

pub(crate) static BISTRO_FAR: Place = Place {
    place_id: "ChIJdemo-bistro-el-far",
    name: "Bistró El Far",
    address: "Carrer del Far 22, 46023 València",
    city: "València",
    lat: 39.4603,
    lng: -0.3389,
    kinds: &["restaurant", "lunch_restaurant", "food"],
    rating: Some(Rating { tenths: 44, votes: 507 }),
    hours: Some(Hours { opens: 12, closes: 17, closed_on: Some(Weekday::Sunday) }),
    price_level: Some(2),
    website: Some("https://bistro-el-far.example"),
    about: "Set lunch by the harbour, three dishes a day.",
};

pub(crate) static CANTEEN: Place = Place {
    place_id: "ChIJdemo-lumbra-canteen",
    name: "Cantina Moll 3",
    address: "Moll de Llevant 3, 46024 València",
    city: "València",
    lat: 39.4589,
    lng: -0.3352,
    kinds: &["cafeteria", "restaurant", "food"],
    rating: Some(Rating { tenths: 40, votes: 128 }),
    hours: Some(Hours { opens: 8, closes: 16, closed_on: Some(Weekday::Sunday) }),
    price_level: Some(1),
    website: Some("https://cantina-moll3.example"),
    about: "Canteen of the harbour offices, good soups.",
};

pub(crate) static LA_BARRACA_BLAVA: Place = Place {
    place_id: "ChIJdemo-la-barraca-blava",
    name: "La Barraca Blava",
    address: "Carrer dels Pescadors Vells 11, 46011 València",
    city: "València",
    lat: 39.4708,
    lng: -0.3302,
    kinds: &["restaurant", "spanish_restaurant", "food"],
    rating: Some(Rating { tenths: 46, votes: 1_204 }),
    hours: Some(Hours { opens: 13, closes: 24, closed_on: Some(Weekday::Monday) }),
    price_level: Some(2),
    website: Some("https://barraca-blava.example"),
    about: "Rice dishes two streets from the beach; book for Fridays.",
};

pub(crate) static NISPERO: Place = Place {
    place_id: "ChIJdemo-nispero",
    name: "Níspero",
    address: "Carrer de l'Hort Gran 27, 46006 València",
    city: "València",
    lat: 39.4617,
    lng: -0.3725,
    kinds: &["restaurant", "vegetarian_restaurant", "food"],
    rating: Some(Rating { tenths: 48, votes: 655 }),
    hours: Some(Hours { opens: 13, closes: 24, closed_on: Some(Weekday::Tuesday) }),
    price_level: Some(2),
    website: Some("https://nispero.example"),
    about: "Vegetable kitchen, open fire, eleven tables.",
};

pub(crate) static TAQUERIA_LUZ: Place = Place {
    place_id: "ChIJdemo-taqueria-luz",
    name: "Taquería Luz",
    address: "Carrer de Baix 9, 46003 València",
    city: "València",
    lat: 39.4781,
    lng: -0.3779,
    kinds: &["restaurant", "mexican_restaurant", "food"],
    rating: Some(Rating { tenths: 43, votes: 948 }),
    hours: Some(Hours { opens: 12, closes: 24, closed_on: None }),
    price_level: Some(1),
    website: Some("https://taqueria-luz.example"),
    about: "Loud, quick and cheap; the mole is Thursdays only.",
};

pub(crate) static ESTANQUE: Place = Place {
    place_id: "ChIJdemo-estanque",
    name: "Estanque Ramen",
    address: "Carrer del Pou Sec 4, 46004 València",
    city: "València",
    lat: 39.4684,
    lng: -0.3689,
    kinds: &["restaurant", "ramen_restaurant", "food"],
    rating: Some(Rating { tenths: 45, votes: 702 }),
    hours: Some(Hours { opens: 13, closes: 24, closed_on: Some(Weekday::Wednesday) }),
    price_level: Some(2),
    website: Some("https://estanque-ramen.example"),
    about: "Counter with fourteen seats and a patient queue.",
};
