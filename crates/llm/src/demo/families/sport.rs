use crate::demo::sentence::Sentence;

/// A sport as the journal names it, and the words for it.
pub(super) struct Sport {
    /// The journal's word.
    pub(super) name: &'static str,
    /// What a workout of it is called.
    pub(super) title: &'static str,
    /// Said of oneself: "I ran".
    verbs: &'static str,
    /// Said with another verb: "went for a run", "did yoga".
    nouns: &'static str,
}

static SPORTS: &[Sport] = &[
    Sport { name: "running", title: "Run", verbs: "ran|run|jogged", nouns: "run|runs|running|jog|jogging" },
    Sport { name: "cycling", title: "Bike ride", verbs: "cycled|biked", nouns: "ride|cycle|cycling|bike|biking" },
    Sport { name: "swimming", title: "Swim", verbs: "swam|swum", nouns: "swim|swimming" },
    Sport { name: "walking", title: "Walk", verbs: "walked", nouns: "walk|walking" },
    Sport { name: "hiking", title: "Hike", verbs: "hiked", nouns: "hike|hiking" },
    Sport { name: "yoga", title: "Yoga", verbs: "-", nouns: "yoga" },
    Sport { name: "pilates", title: "Pilates", verbs: "-", nouns: "pilates" },
    Sport { name: "hiit", title: "HIIT", verbs: "-", nouns: "hiit" },
    Sport { name: "strength", title: "Strength training", verbs: "lifted", nouns: "gym|weights|strength|lifting" },
    Sport { name: "climbing", title: "Climbing", verbs: "climbed|bouldered", nouns: "climb|climbing|bouldering" },
    Sport { name: "rowing", title: "Rowing", verbs: "rowed", nouns: "row|rowing" },
    Sport { name: "skiing", title: "Skiing", verbs: "skied", nouns: "ski|skiing" },
    Sport { name: "dance", title: "Dancing", verbs: "danced", nouns: "dance|dancing" },
    Sport { name: "racket_sport", title: "Racket sport", verbs: "-", nouns: "tennis|padel|squash|badminton" },
    Sport { name: "team_sport", title: "Team sport", verbs: "-", nouns: "football|basketball|volleyball|handball" },
];

/// The sport that somebody says they did, as in "I ran".
pub(super) fn sport_done(sentence: &Sentence, index: usize) -> Option<&'static Sport> {
    let is_idiom = sentence.stands_at(index + 1, "into|out|late|away");
    SPORTS.iter().find(|sport| sentence.stands_at(index, sport.verbs) && !is_idiom)
}

/// The first sport that is named anywhere.
pub(super) fn sport_named(sentence: &Sentence) -> Option<&'static Sport> {
    (0..sentence.len()).find_map(|index| {
        SPORTS.iter().find(|sport| sentence.stands_at(index, sport.nouns) || sentence.stands_at(index, sport.verbs))
    })
}
