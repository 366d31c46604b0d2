"""The drafter's own words in German."""

TEXT = """
note: Das hat kein Sprachmodell geschrieben. Jede Aussage ist aus der Vorlage oder den Eingaben zitiert und nach Regeln sortiert; Fragen, Annahmen und was Vorschlag heißt, sind eigene Worte.
note_used: {used} von {all} Sätzen der Vorlage sind verwendet; der Rest steht unter "nicht verwendet".
note_place: Was die Worte selbst nicht sagen, wurde nach seinem Ort sortiert; die Stärke ist dann als angenommen markiert.
note_groups: Die Gliederung folgt den Abschnitten und der Reihenfolge der Vorlage; Verbindungen über gemeinsame Wörter sind Vorschläge.
note_comment: Eine Person bat: “{comment}” Hier kann nur sortiert und zitiert, nicht neu geschrieben werden. {effect}
effect_first: Wovon der Kommentar spricht, steht jetzt vorn.
effect_none: Nichts in den Eingaben passt zum Kommentar; der Inhalt ist wie zuvor.
note_findings: Vom vorigen Versuch wurde beanstandet, was Sortieren nicht beheben kann: {codes}.
slicing: Geschnitten entlang der Abschnitte und der Reihenfolge der Vorlage; zusammen Geschriebenes bleibt zusammen.
from_order: Was die Vorlage hintereinander sagt, von “{first}” bis “{last}”.
shape: Ein Teil für jedes Stück Arbeit, vorgeschlagen nach der Reihenfolge der Eingabe; mehr sagen die Eingaben nicht.
approach: Innerhalb von {names}; mehr sagen die Eingaben nicht.
given: Von der Vorlage vorgegeben, nicht hier gewählt.
not_covered: Noch verweist nichts darauf.
verdict_summary: Abgedeckt: {covered} von {all}. Noch zu klären: {conditions}. Nach Regeln beurteilt, nicht durch Lesen.
review_vague: Sagt “{word}” ohne Zahl oder Prüfung.
review_measure: Eine Zahl nennen oder eine Prüfung, die jeder wiederholen kann.
flagged: Ob das eingehalten wird, muss eine Person beurteilen.
quality_performance: Leistung
quality_access: Barrierefreiheit
quality_security: Sicherheit
quality_privacy: Datenschutz
quality_languages: Sprachen
quality: Qualität
ask_open: Was ist entschieden zu “{quote}”?
ask_vague: Was heißt “{word}” in “{quote}”?
ask_party: Was tut “{name}” mit dem Ergebnis?
ask_external: Was geschieht, wenn “{name}” nicht antwortet oder ausfällt, in “{quote}”?
ask_number: Welche Zahl zeigt, dass “{quote}” erreicht ist?
why_open: Die Vorlage lässt es offen.
why_vague: Ohne Zahl oder Prüfung kann niemand sagen, ob es erreicht ist.
why_party: Sie sind genannt, aber haben nichts zu tun.
why_external: Die Vorlage nennt die Abhängigkeit, aber nicht, was ohne sie geschieht.
why_number: Ein Ziel ohne Zahl lässt sich nicht prüfen.
assume_open: Es bleibt offen und wird später entschieden: “{quote}”.
assume_vague: “{word}” bleibt stehen und wird bei der Abnahme beurteilt.
assume_party: Sie werden informiert und tun selbst nichts darin: “{name}”.
assume_external: Die Arbeit wartet, der Ausfall wird gezeigt, später wird es erneut versucht: “{name}”.
assume_number: Bei der Abnahme wird ohne Zahl geurteilt: “{quote}”.
ask_purpose: Was soll danach für wen besser sein?
why_purpose: Die Vorlage sagt nicht, wozu es dient.
assume_purpose: Die Forderungen der Vorlage sind selbst der Zweck.
ask_users: Wer wird es benutzen?
why_users: Die Vorlage nennt niemanden.
assume_users: Eine Art von Benutzern mit gleichen Rechten.
ask_functions: Was müssen Menschen damit tun können?
why_functions: Die Vorlage nennt keine Forderung.
assume_functions: Nur, was ausdrücklich dasteht.
ask_volume: Wie viele Personen oder Fälle gibt es zur stärksten Zeit?
why_volume: Über die Größe sagt die Vorlage nichts.
assume_volume: So wenige, dass eine kleine Anlage reicht.
ask_deadline: Bis wann muss es in Gebrauch sein?
why_deadline: Die Vorlage nennt keinen Termin.
assume_deadline: Kein fester Termin; Teile kommen, wenn sie fertig sind.
ask_budget: Was darf es kosten?
why_budget: Die Vorlage nennt kein Geld.
assume_budget: Keine Summe steht fest: was es kosten darf, ist unbekannt.
ask_privacy: Welche personenbezogenen Daten enthält es?
why_privacy: Die Vorlage spricht nicht davon.
assume_privacy: Nur Namen und Erreichbarkeit der Benutzer.
ask_retention: Wie lange müssen Daten aufbewahrt werden?
why_retention: Die Vorlage sagt nicht, wann gelöscht werden darf.
assume_retention: Daten bleiben, bis jemand sie löscht.
ask_today: Wie geschieht das heute?
why_today: Die Vorlage beschreibt die Gegenwart nicht.
assume_today: Es gibt nichts zu übernehmen oder abzulösen.
ask_out: Was gehört nicht dazu?
why_out: Die Vorlage zieht keine Grenze.
assume_out: Was die Vorlage nicht nennt, gehört nicht dazu.
ask_measure: Woran ist zu sehen, dass es gelungen ist?
why_measure: Kein Ziel der Vorlage hat eine Zahl.
assume_measure: Bei der Abnahme wird ohne Zahl geurteilt.
ask_languages: In welchen Sprachen wird es benutzt?
why_languages: Die Vorlage nennt keine Sprache.
assume_languages: Nur in der Sprache der Vorlage.
ask_access: Welche Regeln der Barrierefreiheit gelten?
why_access: Die Vorlage spricht nicht davon.
assume_access: Keine über das örtliche Recht hinaus.
ask_security: Wie weisen sich Menschen aus?
why_security: Die Vorlage spricht nicht von Anmeldung.
assume_security: Wer damit arbeitet, meldet sich mit einem Passwort an.
ask_operation: Wer betreibt es danach?
why_operation: Die Vorlage sagt nicht, wer sich kümmert.
assume_operation: Wer es bestellt, kümmert sich darum.
ask_stop: Was wird künftig nicht mehr getan?
why_stop: Eine Richtung, die nichts beendet, kostet mehr, als da ist.
assume_stop: Nichts von heute endet.
ask_period: Für welche Jahre gilt es?
why_period: Die Vorlage nennt keinen Zeitraum.
assume_period: Es gilt, bis es ersetzt wird.
ask_decider: Wer entscheidet darüber?
why_decider: Die Vorlage sagt nicht, wer entscheidet.
assume_decider: Wer es bestellt hat, entscheidet darüber.
"""
