"""The drafter's own words in English."""

TEXT = """
note: No language model wrote this. Every statement below is quoted from the brief or the inputs, sorted by rule; questions, assumptions and what is called proposed are the drafter's own words.
note_used: {used} of {all} sentences of the brief are used; the rest stands under "not used".
note_place: What its words do not settle was sorted by where it stands, and its strength is marked as assumed.
note_groups: The grouping follows the author's sections and order; links by shared words are marked as proposed.
note_comment: A person asked: “{comment}” The drafter can sort and quote, but not write anew. {effect}
effect_first: What the comment speaks of now stands first.
effect_none: Nothing in the inputs matches the comment, so the content is as before.
note_findings: Of what was found in the previous attempt, nothing could be mended by sorting: {codes}.
slicing: Cut along the author's own sections and order, nothing else; each part keeps statements together that the author wrote together.
from_order: What the brief says in a row, from “{first}” to “{last}”.
shape: One part for each piece of the work below, proposed from the order of the input; the inputs say nothing more about the shape.
approach: Within {names}; the inputs say nothing more about how.
given: Given by the brief, not chosen here.
not_covered: Nothing refers to it yet.
verdict_summary: Covered: {covered} of {all}. Still to be settled: {conditions}. Judged by rule, not by reading.
review_vague: Says “{word}” without a number or a test.
review_measure: Give a number, or a test that anyone can repeat.
flagged: Whether this is kept, a person must judge.
quality_performance: Performance
quality_access: Accessibility
quality_security: Security
quality_privacy: Privacy
quality_languages: Languages
quality: Quality
ask_open: What is decided about “{quote}”?
ask_vague: What does “{word}” mean in “{quote}”?
ask_party: What does “{name}” do with the result?
ask_external: What happens when “{name}” does not answer or fails, in “{quote}”?
ask_number: Which number shows that “{quote}” is reached?
why_open: The brief leaves it open.
why_vague: Without a number or a test, nobody can tell whether it is reached.
why_party: They are named, but nothing is said for them to do.
why_external: The brief names this dependency, but not what happens without it.
why_number: A target without a number cannot be checked.
assume_open: It stays open and is decided later: “{quote}”.
assume_vague: “{word}” is left as it is, and judged by the people who accept.
assume_party: They are informed, and do nothing in it themselves: “{name}”.
assume_external: The work waits, the failure is shown, and it is tried again later: “{name}”.
assume_number: The people who accept judge it without a number: “{quote}”.
ask_purpose: What shall be better for whom when this is done?
why_purpose: The brief does not say what it is for.
assume_purpose: The demands in the brief are themselves the purpose.
ask_users: Who will use it?
why_users: The brief names nobody.
assume_users: One kind of user, with the same rights for all.
ask_functions: What must people be able to do with it?
why_functions: The brief names no demand.
assume_functions: Only what the brief says in so many words.
ask_volume: How many people or cases are there at the busiest time?
why_volume: Nothing in the brief says how large it is.
assume_volume: So few that one small installation is enough.
ask_deadline: By when must it be in use?
why_deadline: The brief names no date.
assume_deadline: No fixed date; parts are delivered as they are ready.
ask_budget: What may it cost?
why_budget: The brief names no money.
assume_budget: No sum is set: what it may cost is unknown.
ask_privacy: Which personal data does it hold?
why_privacy: The brief does not speak of personal data.
assume_privacy: Only names and ways to reach people who use it.
ask_retention: How long must records be kept?
why_retention: The brief does not say when something may be deleted.
assume_retention: Records are kept until somebody deletes them.
ask_today: How is this done today?
why_today: The brief does not describe the present.
assume_today: There is nothing to take over or to replace.
ask_out: What does not belong to it?
why_out: The brief draws no border.
assume_out: What the brief does not name does not belong to it.
ask_measure: How will you see that it worked?
why_measure: No goal in the brief has a number.
assume_measure: The people who accept judge it without a number.
ask_languages: In which languages is it used?
why_languages: The brief names no language.
assume_languages: Only the language of the brief.
ask_access: Which accessibility rules apply?
why_access: The brief does not speak of accessibility.
assume_access: No rule beyond the law of the place.
ask_security: How do people prove who they are?
why_security: The brief does not speak of sign-in.
assume_security: Everybody who works with it signs in with a password.
ask_operation: Who runs it afterwards?
why_operation: The brief does not say who looks after it.
assume_operation: The people who order it look after it.
ask_stop: What does the organisation stop doing?
why_stop: A direction that stops nothing costs more than there is.
assume_stop: Nothing that is done today stops.
ask_period: For which years does it hold?
why_period: The brief names no period.
assume_period: It holds until it is replaced.
ask_decider: Who decides on it?
why_decider: The brief does not say who decides.
assume_decider: The people who ordered it decide on it.
"""
