"""What the drafter says of owners, money, dates and risks, and of what is checked before acceptance, by language."""

from collections.abc import Mapping
from typing import Final

TEXTS: Final[Mapping[str, str]] = {
    "en": """
ask_doubted: Does “{quote}” hold already?
why_doubted: It is written as a must, but under “{heading}”.
assume_doubted: It holds as it is written: “{quote}”.
ask_numbers: Which number, or which test, shows success in {names}?
why_numbers: A target that nobody can check cannot be accepted.
ask_owner: Who is responsible for {names}?
why_owner: Nobody is named who carries them.
ask_cost: How much money goes, and in which year, to {names}?
why_cost: No money is named for them, so nobody can say whether they fit the budget.
ask_when: When does the work on {names} begin and end?
why_when: No date is named for them.
more: {count} more
money_unknown: A cost is named for {known} of {count}; what the rest costs is unknown.
kept_money: Not known yet: money is named for {known} of {count}.
kept_time: Not known yet: a date is named for {known} of {count}.
kept_near: To be checked above all here: {names}.
risk_loss: This goes on, or comes true: “{quote}”
risk_date: The date is missed: “{quote}”
risk_outside: “{name}” does not do its part, or does it late: “{quote}”
check_answered: Each of these questions has an answer in writing, with the name of who gave it.
check_assumed: Each of these assumptions is confirmed, or its question is answered.
check_kept: Nothing that is planned breaks this: “{quote}”
check_heard: They have been heard, and what they said is written down: {names}.
check_proposed: Each link marked as proposed is confirmed or put right.
by_words: {said} ({code}, proposed by shared words)
all_rows: each of the {count} named here
""",
    "de": """
ask_doubted: Gilt “{quote}” bereits?
why_doubted: Es ist als Muss geschrieben, steht aber unter “{heading}”.
assume_doubted: Es gilt, wie es geschrieben steht: “{quote}”.
ask_numbers: Welche Zahl oder welche Prüfung zeigt jeweils den Erfolg: {names}?
why_numbers: Ein Ziel, das niemand prüfen kann, lässt sich nicht abnehmen.
ask_owner: Wer ist jeweils verantwortlich: {names}?
why_owner: Es ist niemand genannt, der sie trägt.
ask_cost: Wie viel Geld fließt jeweils, und in welchem Jahr: {names}?
why_cost: Für sie ist kein Geld genannt; so kann niemand sagen, ob sie ins Budget passen.
ask_when: Wann beginnt und endet die Arbeit jeweils: {names}?
why_when: Für sie ist kein Datum genannt.
more: {count} weitere
money_unknown: Kosten sind genannt für {known} von {count}; was der Rest kostet, ist unbekannt.
kept_money: Noch nicht bekannt: Geld ist genannt für {known} von {count}.
kept_time: Noch nicht bekannt: ein Datum ist genannt für {known} von {count}.
kept_near: Vor allem hier zu prüfen: {names}.
risk_loss: Es geht so weiter oder tritt ein: “{quote}”
risk_date: Der Termin wird verfehlt: “{quote}”
risk_outside: “{name}” leistet den Beitrag nicht oder zu spät: “{quote}”
check_answered: Jede dieser Fragen ist schriftlich beantwortet, mit dem Namen dessen, der geantwortet hat.
check_assumed: Jede dieser Annahmen ist bestätigt, oder ihre Frage ist beantwortet.
check_kept: Nichts, was geplant ist, verletzt dies: “{quote}”
check_heard: Sie wurden gehört, und was sie sagten, ist festgehalten: {names}.
check_proposed: Jede als Vorschlag markierte Verbindung ist bestätigt oder berichtigt.
by_words: {said} ({code}, vorgeschlagen nach gemeinsamen Wörtern)
all_rows: alle {count} hier genannten
""",
    "fr": """
ask_doubted: “{quote}” vaut-il déjà ?
why_doubted: C'est écrit comme une obligation, mais sous “{heading}”.
assume_doubted: Cela vaut tel quel : “{quote}”.
ask_numbers: Quel chiffre ou quel essai montre la réussite de {names} ?
why_numbers: Un but que personne ne peut vérifier ne peut être accepté.
ask_owner: Qui est responsable de {names} ?
why_owner: Personne n'est nommé pour les porter.
ask_cost: Combien d'argent va, et en quelle année, à {names} ?
why_cost: Aucun montant n'est nommé ; nul ne peut dire s'ils tiennent dans le budget.
ask_when: Quand commence et finit le travail sur {names} ?
why_when: Aucune date n'est nommée pour eux.
more: {count} autres
money_unknown: Un coût est nommé pour {known} sur {count} ; ce que coûte le reste est inconnu.
kept_money: Pas encore connu : un montant est nommé pour {known} sur {count}.
kept_time: Pas encore connu : une date est nommée pour {known} sur {count}.
kept_near: À vérifier surtout ici : {names}.
risk_loss: Cela continue ou se réalise : “{quote}”
risk_date: La date est manquée : “{quote}”
risk_outside: “{name}” ne fait pas sa part, ou trop tard : “{quote}”
check_answered: Chacune de ces questions a une réponse écrite, avec le nom de qui l'a donnée.
check_assumed: Chacune de ces hypothèses est confirmée, ou sa question a une réponse.
check_kept: Rien de ce qui est prévu n'y déroge : “{quote}”
check_heard: Ils ont été entendus, et ce qu'ils ont dit est consigné : {names}.
check_proposed: Chaque lien marqué comme proposé est confirmé ou corrigé.
by_words: {said} ({code}, proposé par mots communs)
all_rows: chacun des {count} nommés ici
""",
    "es": """
ask_doubted: ¿Vale ya “{quote}”?
why_doubted: Está escrito como obligación, pero bajo “{heading}”.
assume_doubted: Vale como está escrito: “{quote}”.
ask_numbers: ¿Qué número o qué prueba muestra el éxito de {names}?
why_numbers: Una meta que nadie puede comprobar no se puede aceptar.
ask_owner: ¿Quién es responsable de {names}?
why_owner: No se nombra a nadie que los lleve.
ask_cost: ¿Cuánto dinero va, y en qué año, a {names}?
why_cost: No se nombra dinero para ellos; nadie puede decir si caben en el presupuesto.
ask_when: ¿Cuándo empieza y termina el trabajo en {names}?
why_when: No se nombra fecha para ellos.
more: {count} más
money_unknown: Se nombra un coste para {known} de {count}; lo que cuesta el resto se desconoce.
kept_money: Aún no se sabe: se nombra dinero para {known} de {count}.
kept_time: Aún no se sabe: se nombra una fecha para {known} de {count}.
kept_near: A comprobar sobre todo aquí: {names}.
risk_loss: Esto sigue así o se cumple: “{quote}”
risk_date: No se cumple la fecha: “{quote}”
risk_outside: “{name}” no hace su parte o la hace tarde: “{quote}”
check_answered: Cada una de estas preguntas tiene respuesta escrita, con el nombre de quien la dio.
check_assumed: Cada uno de estos supuestos está confirmado, o su pregunta está respondida.
check_kept: Nada de lo previsto incumple esto: “{quote}”
check_heard: Se les ha oído, y lo que dijeron consta por escrito: {names}.
check_proposed: Cada enlace marcado como propuesto está confirmado o corregido.
by_words: {said} ({code}, propuesto por palabras comunes)
all_rows: cada uno de los {count} nombrados aquí
""",
    "pt": """
ask_doubted: “{quote}” já vale?
why_doubted: Está escrito como obrigação, mas sob “{heading}”.
assume_doubted: Vale como está escrito: “{quote}”.
ask_numbers: Que número ou que ensaio mostra o êxito de {names}?
why_numbers: Uma meta que ninguém pode verificar não pode ser aceite.
ask_owner: Quem é responsável por {names}?
why_owner: Não se nomeia ninguém que os conduza.
ask_cost: Quanto dinheiro vai, e em que ano, para {names}?
why_cost: Não se nomeia dinheiro para eles; ninguém pode dizer se cabem no orçamento.
ask_when: Quando começa e acaba o trabalho em {names}?
why_when: Não se nomeia data para eles.
more: mais {count}
money_unknown: Nomeia-se um custo para {known} de {count}; o que custa o resto é desconhecido.
kept_money: Ainda não se sabe: nomeia-se dinheiro para {known} de {count}.
kept_time: Ainda não se sabe: nomeia-se uma data para {known} de {count}.
kept_near: A verificar sobretudo aqui: {names}.
risk_loss: Isto continua ou acontece: “{quote}”
risk_date: A data falha: “{quote}”
risk_outside: “{name}” não faz a sua parte, ou fá-la tarde: “{quote}”
check_answered: Cada uma destas perguntas tem resposta escrita, com o nome de quem a deu.
check_assumed: Cada um destes pressupostos está confirmado, ou a sua pergunta respondida.
check_kept: Nada do que se planeia viola isto: “{quote}”
check_heard: Foram ouvidos, e o que disseram está escrito: {names}.
check_proposed: Cada ligação marcada como proposta está confirmada ou corrigida.
by_words: {said} ({code}, proposto por palavras comuns)
all_rows: cada um dos {count} aqui nomeados
""",
    "nl": """
ask_doubted: Geldt “{quote}” al?
why_doubted: Het staat er als moeten, maar onder “{heading}”.
assume_doubted: Het geldt zoals het er staat: “{quote}”.
ask_numbers: Welk getal of welke proef toont het slagen van {names}?
why_numbers: Een doel dat niemand kan toetsen, kan niemand aanvaarden.
ask_owner: Wie is verantwoordelijk voor {names}?
why_owner: Er wordt niemand genoemd die ze draagt.
ask_cost: Hoeveel geld gaat, en in welk jaar, naar {names}?
why_cost: Er wordt geen geld voor genoemd; niemand kan zeggen of het in de begroting past.
ask_when: Wanneer begint en eindigt het werk aan {names}?
why_when: Er wordt geen datum voor genoemd.
more: nog {count}
money_unknown: Kosten zijn genoemd voor {known} van {count}; wat de rest kost is onbekend.
kept_money: Nog niet bekend: geld is genoemd voor {known} van {count}.
kept_time: Nog niet bekend: een datum is genoemd voor {known} van {count}.
kept_near: Vooral hier te toetsen: {names}.
risk_loss: Dit gaat door of komt uit: “{quote}”
risk_date: De datum wordt niet gehaald: “{quote}”
risk_outside: “{name}” doet zijn deel niet of te laat: “{quote}”
check_answered: Elk van deze vragen is schriftelijk beantwoord, met de naam van wie antwoordde.
check_assumed: Elk van deze aannames is bevestigd, of de vraag erachter beantwoord.
check_kept: Niets wat gepland is, schendt dit: “{quote}”
check_heard: Zij zijn gehoord, en wat zij zeiden staat op schrift: {names}.
check_proposed: Elk als voorstel gemerkt verband is bevestigd of verbeterd.
by_words: {said} ({code}, voorgesteld naar gedeelde woorden)
all_rows: elk van de {count} hier genoemde
""",
    "sv": """
ask_doubted: Gäller “{quote}” redan?
why_doubted: Det är skrivet som ett krav, men under “{heading}”.
assume_doubted: Det gäller som det står: “{quote}”.
ask_numbers: Vilket tal eller vilket prov visar att {names} har lyckats?
why_numbers: Ett mål som ingen kan pröva kan inte godkännas.
ask_owner: Vem ansvarar för {names}?
why_owner: Ingen är nämnd som bär dem.
ask_cost: Hur mycket pengar går, och vilket år, till {names}?
why_cost: Inga pengar är nämnda för dem; ingen kan säga om de ryms i budgeten.
ask_when: När börjar och slutar arbetet med {names}?
why_when: Inget datum är nämnt för dem.
more: {count} till
money_unknown: En kostnad är nämnd för {known} av {count}; vad resten kostar är okänt.
kept_money: Ännu inte känt: pengar är nämnda för {known} av {count}.
kept_time: Ännu inte känt: ett datum är nämnt för {known} av {count}.
kept_near: Prövas främst här: {names}.
risk_loss: Detta fortsätter eller inträffar: “{quote}”
risk_date: Datumet hålls inte: “{quote}”
risk_outside: “{name}” gör inte sin del, eller gör den för sent: “{quote}”
check_answered: Var och en av dessa frågor har ett skriftligt svar, med namnet på den som gav det.
check_assumed: Vart och ett av dessa antaganden är bekräftat, eller frågan bakom besvarad.
check_kept: Inget som planeras bryter mot detta: “{quote}”
check_heard: De har hörts, och vad de sade är nedskrivet: {names}.
check_proposed: Varje koppling märkt som förslag är bekräftad eller rättad.
by_words: {said} ({code}, föreslaget efter gemensamma ord)
all_rows: vart och ett av de {count} som nämns här
""",
    "fi": """
ask_doubted: Päteekö “{quote}” jo?
why_doubted: Se on kirjoitettu pakolliseksi, mutta kohdassa “{heading}”.
assume_doubted: Se pätee niin kuin se on kirjoitettu: “{quote}”.
ask_numbers: Mikä luku tai mikä koe osoittaa onnistumisen: {names}?
why_numbers: Tavoitetta, jota kukaan ei voi tarkistaa, ei voi hyväksyä.
ask_owner: Kuka on vastuussa: {names}?
why_owner: Niille ei ole nimetty vastuuhenkilöä.
ask_cost: Paljonko rahaa menee ja minä vuonna: {names}?
why_cost: Niille ei ole nimetty rahaa; kukaan ei voi sanoa, mahtuvatko ne budjettiin.
ask_when: Milloin työ alkaa ja päättyy: {names}?
why_when: Niille ei ole nimetty päivää.
more: {count} muuta
money_unknown: Kustannus on nimetty {known}/{count}; mitä muut maksavat, ei ole tiedossa.
kept_money: Ei vielä tiedossa: raha on nimetty {known}/{count}.
kept_time: Ei vielä tiedossa: päivä on nimetty {known}/{count}.
kept_near: Tarkistettava ennen kaikkea tässä: {names}.
risk_loss: Tämä jatkuu tai toteutuu: “{quote}”
risk_date: Päivä ei pidä: “{quote}”
risk_outside: “{name}” ei tee osuuttaan tai tekee sen myöhässä: “{quote}”
check_answered: Jokaisella näistä kysymyksistä on kirjallinen vastaus ja vastaajan nimi.
check_assumed: Jokainen näistä oletuksista on vahvistettu, tai sen kysymykseen on vastattu.
check_kept: Mikään suunniteltu ei riko tätä: “{quote}”
check_heard: Heitä on kuultu, ja mitä he sanoivat, on kirjattu: {names}.
check_proposed: Jokainen ehdotukseksi merkitty yhteys on vahvistettu tai oikaistu.
by_words: {said} ({code}, ehdotettu yhteisten sanojen mukaan)
all_rows: kaikki {count} tässä mainittua
""",
    "ja": """
ask_doubted: 「{quote}」はすでに有効ですか？
why_doubted: 必須として書かれていますが、「{heading}」の下にあります。
assume_doubted: 書かれているとおり有効です：「{quote}」。
ask_numbers: {names}の成功をどの数値または試験で示しますか？
why_numbers: 誰も確かめられない目標は受け入れられません。
ask_owner: {names}の責任者は誰ですか？
why_owner: 担当する人が挙げられていません。
ask_cost: {names}には、どの年にいくらかかりますか？
why_cost: 金額が挙げられておらず、予算に収まるか分かりません。
ask_when: {names}の作業はいつ始まり、いつ終わりますか？
why_when: 期日が挙げられていません。
more: ほか{count}件
money_unknown: 費用が挙げられているのは{count}件中{known}件で、残りの費用は不明です。
kept_money: まだ不明：金額が挙げられているのは{count}件中{known}件です。
kept_time: まだ不明：期日が挙げられているのは{count}件中{known}件です。
kept_near: 特にここで確認が必要です：{names}。
risk_loss: これが続く、または現実になる：「{quote}」
risk_date: 期日に間に合わない：「{quote}」
risk_outside: 「{name}」が役割を果たさない、または遅れる：「{quote}」
check_answered: これらの問いのそれぞれに、回答者の名前とともに書面の答えがある。
check_assumed: これらの仮定のそれぞれが確認されたか、その問いに答えがある。
check_kept: 計画のどれもこれに反しない：「{quote}」
check_heard: 次の人々の意見を聞き、書き留めた：{names}。
check_proposed: 提案と記された関係のそれぞれが確認または訂正された。
by_words: {said}（{code}、共通の語による提案）
all_rows: ここに挙げた{count}件のそれぞれ
""",
}
