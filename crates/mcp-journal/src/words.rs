//! The closed sets of words. Each enum is the one source: the tools' schemas are made from it, and a test holds the CHECK of
//! its column to it.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

/// A set of words that is stored as text.
pub(crate) trait Words: Sized + Copy + 'static {
    /// The word.
    fn word(self) -> &'static str;
}

macro_rules! words {
    ($($(#[$doc:meta])* $name:ident { $($variant:ident = $word:literal),+ $(,)? })+) => {$(
        $(#[$doc])*
        #[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
        pub(crate) enum $name {
            $(#[serde(rename = $word)] $variant),+
        }

        impl Words for $name {
            fn word(self) -> &'static str {
                match self {
                    $(Self::$variant => $word),+
                }
            }
        }
    )+};
}

words! {
    EventKind {
        Workout = "workout", Meal = "meal", Sleep = "sleep", Commute = "commute", Entertainment = "entertainment",
        Reflection = "reflection", Work = "work", Social = "social", Generic = "generic",
    }
    EventCategory {
        Work = "work", Health = "health", Fitness = "fitness", Food = "food", Social = "social", Family = "family",
        Learning = "learning", Travel = "travel", Home = "home", Leisure = "leisure", Finance = "finance", Other = "other",
    }
    Significance { Routine = "routine", Notable = "notable", Major = "major" }
    InfoSource {
        Direct = "direct", ToldByPerson = "told_by_person", Read = "read", SocialMedia = "social_media",
        Inferred = "inferred", Device = "device",
    }
    Sport {
        Running = "running", Cycling = "cycling", Swimming = "swimming", Walking = "walking", Hiking = "hiking",
        Strength = "strength", Yoga = "yoga", Pilates = "pilates", Hiit = "hiit", Circuit = "circuit",
        Calisthenics = "calisthenics", Dance = "dance", MartialArts = "martial_arts", Climbing = "climbing",
        Rowing = "rowing", Skiing = "skiing", Racket = "racket_sport", Team = "team_sport", Other = "other",
    }
    ExerciseCategory {
        Strength = "strength", Cardio = "cardio", Flexibility = "flexibility", Sports = "sports", Plyometric = "plyometric",
    }
    SetType { Working = "working", Warmup = "warmup", Drop = "drop", Failure = "failure" }
    MealName {
        Breakfast = "breakfast", Brunch = "brunch", Lunch = "lunch", Dinner = "dinner", Snack = "snack",
        Dessert = "dessert", Drink = "drink",
    }
    MealSource {
        HomeCooked = "home_cooked", Restaurant = "restaurant", Delivered = "delivered", Takeaway = "takeaway",
        FastFood = "fast_food", Buffet = "buffet", Packaged = "packaged", Other = "other",
    }
    Portion { Small = "small", Regular = "regular", Large = "large" }
    Relationship {
        Family = "family", Partner = "partner", Friend = "friend", Colleague = "colleague",
        Acquaintance = "acquaintance", Professional = "professional", Other = "other",
    }
    FactKind { Residence = "residence", Work = "work", Education = "education", Note = "note" }
    LocationKind {
        Home = "home", Work = "work", Restaurant = "restaurant", Cafe = "cafe", Gym = "gym", Park = "park", Shop = "shop",
        Health = "health", Transport = "transport", City = "city", Venue = "venue", Other = "other",
    }
    EntryType { Journal = "journal", Reflection = "reflection", Log = "log", Fact = "fact", Idea = "idea" }
    PlanCategory {
        Work = "work", Personal = "personal", Health = "health", Break = "break", Social = "social", Family = "family",
        Finance = "finance",
    }
    ItemType {
        FocusedWork = "focused_work", Meeting = "meeting", Meal = "meal", Workout = "workout", Errand = "errand",
        Commute = "commute", Entertainment = "entertainment", Other = "other",
    }
    Priority { High = "high", Medium = "medium", Low = "low" }
    ItemStatus {
        Planned = "planned", InProgress = "in_progress", Completed = "completed", Skipped = "skipped",
        Modified = "modified", Replaced = "replaced",
    }
    /// What can be deleted, restored and found in the log of changes.
    Entity {
        Person = "person", PersonFact = "person_fact", Location = "location", Event = "event",
        JournalEntry = "journal_entry", Plan = "plan", PlanItem = "plan_item",
    }
}
