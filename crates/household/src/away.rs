//! Places in the cities of the weekend trips, all invented.

use jiff::civil::Weekday;

use crate::place::{Hours, Place, Rating};

/// Every place away from home.
pub(crate) static PLACES: &[&Place] = &[
    &MADRID_HOTEL,
    &MADRID_TABLE,
    &MADRID_PARK,
    &BILBAO_HOTEL,
    &BILBAO_TABLE,
    &BILBAO_PARK,
    &PALMA_HOTEL,
    &PALMA_TABLE,
    &PALMA_PARK,
];

pub(crate) static MADRID_HOTEL: Place = Place {
    place_id: "ChIJdemo-hotel-la-glicinia",
    name: "Hotel La Glicinia",
    address: "Calle de la Glicinia 18, 28004 Madrid",
    city: "Madrid",
    lat: 40.4241,
    lng: -3.6987,
    kinds: &["lodging", "hotel"],
    rating: Some(Rating { tenths: 44, votes: 531 }),
    hours: None,
    price_level: Some(3),
    website: Some("https://laglicinia.example"),
    about: "Nineteen rooms round a courtyard.",
};

pub(crate) static MADRID_TABLE: Place = Place {
    place_id: "ChIJdemo-casa-urraca",
    name: "Casa Urraca",
    address: "Calle de las Urracas 6, 28012 Madrid",
    city: "Madrid",
    lat: 40.4123,
    lng: -3.7041,
    kinds: &["restaurant", "spanish_restaurant", "food"],
    rating: Some(Rating { tenths: 46, votes: 1_433 }),
    hours: Some(Hours { opens: 13, closes: 24, closed_on: Some(Weekday::Monday) }),
    price_level: Some(2),
    website: Some("https://casa-urraca.example"),
    about: "Stews and vermouth since a very long time.",
};

pub(crate) static MADRID_PARK: Place = Place {
    place_id: "ChIJdemo-parque-de-los-tilos",
    name: "Parque de los Tilos",
    address: "Paseo de los Tilos, 28009 Madrid",
    city: "Madrid",
    lat: 40.4161,
    lng: -3.6824,
    kinds: &["park", "tourist_attraction"],
    rating: Some(Rating { tenths: 47, votes: 8_010 }),
    hours: None,
    price_level: None,
    website: None,
    about: "Lake, lime trees and a four-kilometre loop.",
};

pub(crate) static BILBAO_HOTEL: Place = Place {
    place_id: "ChIJdemo-ostatu-zubi",
    name: "Ostatu Zubi",
    address: "Zubi Kalea 9, 48005 Bilbao",
    city: "Bilbao",
    lat: 43.2589,
    lng: -2.9241,
    kinds: &["lodging", "hotel"],
    rating: Some(Rating { tenths: 45, votes: 388 }),
    hours: None,
    price_level: Some(3),
    website: Some("https://ostatuzubi.example"),
    about: "Guest house beside the old bridge.",
};

pub(crate) static BILBAO_TABLE: Place = Place {
    place_id: "ChIJdemo-txoko-haize",
    name: "Txoko Haize",
    address: "Haize Kalea 3, 48005 Bilbao",
    city: "Bilbao",
    lat: 43.2569,
    lng: -2.9229,
    kinds: &["restaurant", "basque_restaurant", "food"],
    rating: Some(Rating { tenths: 47, votes: 960 }),
    hours: Some(Hours { opens: 13, closes: 24, closed_on: Some(Weekday::Tuesday) }),
    price_level: Some(3),
    website: Some("https://txokohaize.example"),
    about: "Grilled fish; nothing else is needed.",
};

pub(crate) static BILBAO_PARK: Place = Place {
    place_id: "ChIJdemo-paseo-de-la-ria",
    name: "Paseo de la Ría",
    address: "Paseo de la Ría, 48001 Bilbao",
    city: "Bilbao",
    lat: 43.2671,
    lng: -2.9352,
    kinds: &["park", "tourist_attraction"],
    rating: Some(Rating { tenths: 48, votes: 2_750 }),
    hours: None,
    price_level: None,
    website: None,
    about: "Both banks of the river, flat and long.",
};

pub(crate) static PALMA_HOTEL: Place = Place {
    place_id: "ChIJdemo-hostal-sa-figuera",
    name: "Hostal Sa Figuera",
    address: "Carrer de sa Figuera 12, 07012 Palma",
    city: "Palma",
    lat: 39.5705,
    lng: 2.6502,
    kinds: &["lodging", "hotel"],
    rating: Some(Rating { tenths: 43, votes: 297 }),
    hours: None,
    price_level: Some(2),
    website: Some("https://safiguera.example"),
    about: "Fig tree, blue shutters, breakfast on the roof.",
};

pub(crate) static PALMA_TABLE: Place = Place {
    place_id: "ChIJdemo-ca-na-tonina",
    name: "Ca na Tonina",
    address: "Carrer del Vent 2, 07012 Palma",
    city: "Palma",
    lat: 39.5688,
    lng: 2.6478,
    kinds: &["restaurant", "mediterranean_restaurant", "food"],
    rating: Some(Rating { tenths: 46, votes: 874 }),
    hours: Some(Hours { opens: 13, closes: 24, closed_on: Some(Weekday::Monday) }),
    price_level: Some(2),
    website: Some("https://canatonina.example"),
    about: "Vegetables from the family's garden.",
};

pub(crate) static PALMA_PARK: Place = Place {
    place_id: "ChIJdemo-passeig-de-la-mar",
    name: "Passeig de la Mar",
    address: "Passeig de la Mar, 07014 Palma",
    city: "Palma",
    lat: 39.5621,
    lng: 2.6361,
    kinds: &["park", "tourist_attraction"],
    rating: Some(Rating { tenths: 47, votes: 4_410 }),
    hours: None,
    price_level: None,
    website: None,
    about: "Along the water from the harbour to the pines.",
};
