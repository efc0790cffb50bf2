use super::{Family, help};
use crate::demo::moment::Moment;
use crate::demo::results::Results;
use crate::demo::sentence::Sentence;
use crate::demo::wish::{Move, Wish};

pub(super) const FAMILY: Family = Family {
    title: "Hello and help",
    examples: &["Hello", "Help", "What can you do?"],
    sources: "the demo model itself",
    read,
};

enum Greeting {
    Hello,
    Thanks,
    Help,
}

fn read(sentence: &Sentence, _moment: &Moment) -> Option<Box<dyn Wish>> {
    let asks = [
        "what can you do",
        "what do you understand|know",
        "what can i ask|say",
        "who|what are you",
        "how do you|i work|start",
    ];
    let is_help = sentence.begins(&["help"]).is_some() && sentence.len() <= 3 || sentence.begins(&asks).is_some();
    let is_hello = sentence.begins(&["hello|hi|hey|hallo|hola", "good morning|afternoon|evening|day|night"]).is_some();
    let is_thanks = sentence.begins(&["thanks|thx|great|ok|okay|cool|perfect", "thank you"]).is_some();
    let greeting = match sentence.len() {
        _ if is_help => Greeting::Help,
        1..=4 if is_hello => Greeting::Hello,
        1..=4 if is_thanks => Greeting::Thanks,
        _ => return None,
    };
    Some(Box::new(greeting))
}

impl Wish for Greeting {
    fn next(&self, _results: &Results) -> Move {
        Move::Say(match self {
            Self::Hello => "Hello! I am the demo model of your Chief of Staff: I follow fixed rules and use the real tools. \
                            Try “What did I do yesterday?”, “How did I sleep?” or “I ran 5 km this morning”; “help” lists the rest."
                .to_owned(),
            Self::Thanks => "You are welcome. (I am the demo model; “help” lists what I understand.)".to_owned(),
            Self::Help => help(),
        })
    }
}
