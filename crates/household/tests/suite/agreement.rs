//! What several services tell is one fact.

use household::{MailKind, MealKind, OutingKind, Sport, day, person};
use jiff::ToSpan;
use proptest::prelude::*;

use crate::dates;

proptest! {
    #![proptest_config(ProptestConfig::with_cases(400))]

    #[test]
    fn a_dinner_out_is_a_meal_an_expense_and_an_appointment(date in dates()) {
        let day = day(date);
        let dinner = day.meals.iter().find(|meal| meal.meal == MealKind::Dinner).unwrap();
        let expense = day.expenses.iter().find(|expense| expense.description.starts_with("Dinner at "));
        prop_assert_eq!(dinner.expense_id, expense.map(|expense| expense.expense_id));
        let Some(expense) = expense else { return Ok(()) };
        prop_assert_eq!(&expense.at, &dinner.end);
        prop_assert!(expense.description.ends_with(dinner.place.name));
        let at_table = dinner.with.iter().copied().filter(|human| human.splitwise_id.is_some()).count();
        prop_assert_eq!(expense.shares.len(), at_table + 1);
        prop_assert!(expense.shares.iter().all(|share| share.who == person().human || dinner.with.contains(&share.who)));
        let appointment = day.appointments.iter().find(|event| event.span() == Some((&dinner.start, &dinner.end)));
        prop_assert_eq!(appointment.and_then(|event| event.place), Some(dinner.place));
    }

    #[test]
    fn the_entry_tells_the_run(date in dates()) {
        let day = day(date);
        let run = day.workouts.iter().find_map(|workout| match &workout.sport {
            Sport::Run(run) => Some(run),
            Sport::Strength(_) => None,
        });
        let told = run.map(|run| format!("Ran {}.{} km", run.distance_m / 1_000, run.distance_m % 1_000 / 100));
        prop_assert_eq!(day.entry.text.contains("Ran "), told.is_some());
        prop_assert!(told.is_none_or(|told| day.entry.text.contains(&told)));
    }

    #[test]
    fn the_entry_is_written_before_bed(date in dates()) {
        let (today, tomorrow) = (day(date), day(date + 1.day()));
        prop_assert!(today.entry.at.timestamp() < tomorrow.sleep.start.timestamp());
        prop_assert!(today.timeline().last().is_none_or(|last| last.end.timestamp() <= today.entry.at.timestamp()));
        prop_assert_eq!(today.entry.at.date(), date);
    }

    #[test]
    fn a_journey_was_booked_by_mail(date in dates()) {
        let today = day(date);
        let Some(trip) = today.trip.as_ref().filter(|trip| trip.first == date) else { return Ok(()) };
        let booked = day(date - 9.days()).mails.into_iter().find(|mail| mail.kind == MailKind::Booking).unwrap();
        prop_assert!(booked.subject.contains(&trip.booking));
        prop_assert!(booked.body.contains(trip.destination.there));
        let journey = today.outings.iter().find(|outing| outing.kind == OutingKind::Journey).unwrap();
        prop_assert!(journey.title.contains(trip.destination.city));
        prop_assert!(today.appointments.iter().any(|event| event.span() == Some((&journey.start, &journey.end))));
    }

    #[test]
    fn a_bill_in_the_mail_is_the_expense(date in dates()) {
        let day = day(date);
        let Some(bill) = day.mails.iter().find(|mail| mail.kind == MailKind::Bill) else { return Ok(()) };
        let expense = day.expenses.iter().find(|expense| expense.category.name == "Electricity").unwrap();
        prop_assert!(bill.body.contains(&expense.cost.to_string()));
    }

    #[test]
    fn mail_is_answered_in_its_thread(date in dates()) {
        let mails = day(date).mails;
        for reply in mails.iter().filter(|mail| mail.subject.starts_with("Re: ")) {
            let first = mails.iter().find(|mail| mail.message_id == reply.thread_id).unwrap();
            prop_assert!(first.at.timestamp() < reply.at.timestamp());
            prop_assert_eq!(reply.subject.strip_prefix("Re: "), Some(first.subject.as_str()));
        }
    }
}
