"""The drafter's own words in Swedish."""

TEXT = """
note: Ingen språkmodell har skrivit detta. Varje utsaga är citerad ur underlaget och sorterad efter regler; frågor, antaganden och det som kallas förslag är utkastets egna ord.
note_used: {used} av {all} meningar är använda; resten står under "inte använt".
note_place: Det som orden inte säger har sorterats efter sin plats, och styrkan är märkt som antagen.
note_groups: Indelningen följer författarens avsnitt och ordning; länkar genom gemensamma ord är förslag.
note_comment: En person bad: “{comment}” Här går det att sortera och citera, inte att skriva nytt. {effect}
effect_first: Det som kommentaren talar om står nu först.
effect_none: Inget i underlaget svarar mot kommentaren; innehållet är som förut.
note_findings: Av det förra försöket kan sortering inte rätta: {codes}.
slicing: Indelat efter författarens avsnitt och ordning; det som skrevs ihop står ihop.
from_order: Vad underlaget säger i följd, från “{first}” till “{last}”.
shape: En del för varje stycke arbete, föreslagen efter underlagets ordning; mer säger det inte.
approach: Inom {names}; mer säger underlaget inte.
given: Givet av underlaget, inte valt här.
not_covered: Inget hänvisar till det ännu.
verdict_summary: Täckt: {covered} av {all}. Återstår att klara ut: {conditions}. Bedömt efter regler, inte genom läsning.
review_vague: Säger “{word}” utan tal eller prov.
review_measure: Ange ett tal, eller ett prov som alla kan upprepa.
flagged: En människa måste bedöma om det hålls.
quality_performance: Prestanda
quality_access: Tillgänglighet
quality_security: Säkerhet
quality_privacy: Personuppgifter
quality_languages: Språk
quality: Kvalitet
ask_open: Vad är beslutat om “{quote}”?
ask_vague: Vad betyder “{word}” i “{quote}”?
ask_party: Vad gör “{name}” med resultatet?
ask_external: Vad händer när “{name}” inte svarar, i “{quote}”?
ask_number: Vilket tal visar att “{quote}” är nått?
why_open: Underlaget lämnar det öppet.
why_vague: Utan tal eller prov kan ingen säga om det är nått.
why_party: De nämns, men har inget att göra.
why_external: Underlaget nämner beroendet, men inte vad som händer utan det.
why_number: Ett mål utan tal kan inte prövas.
assume_open: Det förblir öppet och beslutas senare: “{quote}”.
assume_vague: “{word}” står kvar och bedöms av dem som godkänner.
assume_party: De informeras och gör inget i det: “{name}”.
assume_external: Arbetet väntar, felet visas, och det prövas igen senare: “{name}”.
assume_number: De som godkänner bedömer utan tal: “{quote}”.
ask_purpose: Vad ska bli bättre, och för vilka?
why_purpose: Underlaget säger inte vad det är till för.
assume_purpose: Kraven i underlaget är själva syftet.
ask_users: Vem ska använda det?
why_users: Underlaget nämner ingen.
assume_users: En sorts användare med samma rättigheter.
ask_functions: Vad ska man kunna göra med det?
why_functions: Underlaget nämner inget krav.
assume_functions: Bara det som står skrivet.
ask_volume: Hur många personer eller ärenden är det när det är som mest?
why_volume: Underlaget säger inget om storleken.
assume_volume: Så få att en liten installation räcker.
ask_deadline: När måste det vara i bruk?
why_deadline: Underlaget nämner inget datum.
assume_deadline: Inget fast datum; delar kommer när de är klara.
ask_budget: Vad får det kosta?
why_budget: Underlaget nämner inga pengar.
assume_budget: Ingen summa är bestämd: vad det får kosta är okänt.
ask_privacy: Vilka personuppgifter finns i det?
why_privacy: Underlaget talar inte om det.
assume_privacy: Bara namn och kontaktvägar till dem som använder det.
ask_retention: Hur länge måste uppgifter sparas?
why_retention: Underlaget säger inte när något får raderas.
assume_retention: De sparas tills någon raderar dem.
ask_today: Hur görs det i dag?
why_today: Underlaget beskriver inte nuläget.
assume_today: Det finns inget att ta över eller ersätta.
ask_out: Vad hör inte dit?
why_out: Underlaget drar ingen gräns.
assume_out: Det som inte nämns hör inte dit.
ask_measure: På vad syns det att det lyckades?
why_measure: Inget mål i underlaget har ett tal.
assume_measure: De som godkänner bedömer utan tal.
ask_languages: På vilka språk används det?
why_languages: Underlaget nämner inget språk.
assume_languages: Bara på underlagets språk.
ask_access: Vilka regler om tillgänglighet gäller?
why_access: Underlaget talar inte om det.
assume_access: Inga utöver lagen på platsen.
ask_security: Hur visar man vem man är?
why_security: Underlaget talar inte om inloggning.
assume_security: Alla som arbetar med det loggar in med lösenord.
ask_operation: Vem sköter det efteråt?
why_operation: Underlaget säger det inte.
assume_operation: De som beställer det sköter det.
ask_stop: Vad slutar man göra?
why_stop: En riktning som inte avslutar något kostar mer än det finns.
assume_stop: Inget av det som görs i dag upphör.
ask_period: För vilka år gäller det?
why_period: Underlaget nämner ingen period.
assume_period: Det gäller tills det ersätts.
ask_decider: Vem beslutar om det?
why_decider: Underlaget säger inte vem som beslutar.
assume_decider: De som beställde det beslutar om det.
"""
