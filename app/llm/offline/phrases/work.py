"""What the drafter says of contradictions, order, sizes, parts and choices, by language."""

from collections.abc import Mapping
from typing import Final

TEXTS: Final[Mapping[str, str]] = {
    "en": """
ask_test: By which test is it shown that “{quote}” holds?
why_test: Without a test nobody can tell whether it holds.
assume_test: The people who accept try it out: “{quote}”.
ask_conflict: Which of the two holds, “{quote}” or “{other}”?
why_conflict: Read together, the two statements disagree.
assume_conflict: The first of the two holds: “{quote}”.
ask_order: If not everything can be ready at once, what comes first?
why_order: The brief demands nearly everything as a must, and gives no order.
assume_order: The parts come in the order in which the brief speaks of them.
ask_done: What must hold for every part before it counts as finished?
why_done: The brief names nothing that holds for all parts alike.
assume_done: A part is finished when its own acceptance criteria are met.
intent_count: Demands: {count}, of which stated as a must: {strong}.
intent_people: Concerns: {names}.
need_made: It uses “{name}”, which comes from “{quote}”.
need_after: It begins with “{when}”, which rests on “{quote}”.
need_told: It comes after “{quote}”, as the brief says with “{when}”.
is_there: “{text}” is there and can be shown.
size_note: Size {size}, proposed by counting: acceptance criteria {criteria}, outside parties {outside}, limits in numbers {numbers}.
connection: Connection to {name}
keeps: Keeps what the brief says of: {names}.
connects: Exchanges with “{name}” what the brief names.
shape_parts: Parts: {count}, proposed from the things that the brief speaks of most: {names}.
review_conflict: “{quote}” and “{other}” disagree.
review_settle: Let the people who wrote them settle which one holds.
undecided: Not decided. The brief states the need, not the way.
""",
    "de": """
ask_test: Mit welcher Prüfung wird gezeigt, dass “{quote}” gilt?
why_test: Ohne Prüfung kann niemand sagen, ob es gilt.
assume_test: Bei der Abnahme wird es ausprobiert: “{quote}”.
ask_conflict: Was gilt von beidem, “{quote}” oder “{other}”?
why_conflict: Zusammen gelesen widersprechen sich die beiden Aussagen.
assume_conflict: Die erste der beiden Aussagen gilt: “{quote}”.
ask_order: Was kommt zuerst, wenn nicht alles auf einmal fertig wird?
why_order: Die Vorlage fordert fast alles zwingend und nennt keine Reihenfolge.
assume_order: Die Teile kommen in der Reihenfolge, in der die Vorlage von ihnen spricht.
ask_done: Was muss für jedes Teil gelten, bevor es als fertig zählt?
why_done: Die Vorlage nennt nichts, was für alle Teile gleich gilt.
assume_done: Ein Teil ist fertig, wenn seine eigenen Abnahmekriterien erfüllt sind.
intent_count: Forderungen: {count}, davon ausdrücklich zwingend: {strong}.
intent_people: Betrifft: {names}.
need_made: Es verwendet “{name}”; das entsteht in “{quote}”.
need_after: Es beginnt mit “{when}”; das beruht auf “{quote}”.
need_told: Es kommt nach “{quote}”; so sagt es die Vorlage mit “{when}”.
is_there: „{text}“ ist vorhanden und lässt sich zeigen.
size_note: Größe {size}, durch Zählen vorgeschlagen: Abnahmekriterien {criteria}, Außenstehende {outside}, Grenzen in Zahlen {numbers}.
connection: Anbindung: {name}
keeps: Hält fest, was die Vorlage sagt zu: {names}.
connects: Tauscht mit “{name}” aus, was die Vorlage nennt.
shape_parts: Teile: {count}, vorgeschlagen nach den Dingen, von denen die Vorlage am meisten spricht: {names}.
review_conflict: “{quote}” und “{other}” widersprechen sich.
review_settle: Wer sie geschrieben hat, klärt, welche Aussage gilt.
undecided: Nicht entschieden. Die Vorlage nennt den Bedarf, nicht den Weg.
""",
    "fr": """
ask_test: Par quel essai montre-t-on que “{quote}” est respecté ?
why_test: Sans essai, personne ne peut dire si c'est respecté.
assume_test: On l'essaie à la réception : “{quote}”.
ask_conflict: Lequel des deux vaut, “{quote}” ou “{other}” ?
why_conflict: Lus ensemble, les deux énoncés se contredisent.
assume_conflict: Le premier des deux vaut : “{quote}”.
ask_order: Si tout ne peut pas être prêt en même temps, qu'est-ce qui vient d'abord ?
why_order: Le texte exige presque tout et ne donne pas d'ordre.
assume_order: Les parties viennent dans l'ordre où le texte en parle.
ask_done: Que doit respecter chaque partie avant de compter comme finie ?
why_done: Le texte ne nomme rien qui vaille pour toutes les parties.
assume_done: Une partie est finie quand ses propres critères d'acceptation sont remplis.
intent_count: Demandes : {count}, dont exigées en toutes lettres : {strong}.
intent_people: Concerne : {names}.
need_made: Utilise “{name}”, qui vient de “{quote}”.
need_after: Commence par “{when}”, qui repose sur “{quote}”.
need_told: Vient après “{quote}”, comme le dit le texte par “{when}”.
is_there: « {text} » est en place et peut être montré.
size_note: Taille {size}, proposée en comptant : critères d'acceptation {criteria}, tiers extérieurs {outside}, limites chiffrées {numbers}.
connection: Liaison : {name}
keeps: Conserve ce que le texte dit de : {names}.
connects: Échange avec “{name}” ce que le texte nomme.
shape_parts: Parties : {count}, proposées d'après les choses dont le texte parle le plus : {names}.
review_conflict: “{quote}” et “{other}” se contredisent.
review_settle: Que leurs auteurs décident lequel des deux vaut.
undecided: Non décidé. Le texte énonce le besoin, pas le moyen.
""",
    "es": """
ask_test: ¿Con qué prueba se muestra que se cumple “{quote}”?
why_test: Sin prueba nadie puede decir si se cumple.
assume_test: Quien acepta lo prueba: “{quote}”.
ask_conflict: ¿Cuál de los dos vale, “{quote}” o “{other}”?
why_conflict: Leídas juntas, las dos frases se contradicen.
assume_conflict: Vale la primera de las dos: “{quote}”.
ask_order: Si no todo puede estar listo a la vez, ¿qué va primero?
why_order: El texto exige casi todo y no da ningún orden.
assume_order: Las partes van en el orden en que el texto habla de ellas.
ask_done: ¿Qué debe cumplir cada parte antes de darse por terminada?
why_done: El texto no nombra nada que valga para todas las partes.
assume_done: Una parte está terminada cuando se cumplen sus propios criterios.
intent_count: Exigencias: {count}, de ellas obligatorias por escrito: {strong}.
intent_people: Afecta a: {names}.
need_made: Usa “{name}”, que viene de “{quote}”.
need_after: Empieza con “{when}”, que se apoya en “{quote}”.
need_told: Va después de “{quote}”, como dice el texto con “{when}”.
is_there: “{text}” existe y se puede mostrar.
size_note: Tamaño {size}, propuesto contando: criterios de aceptación {criteria}, terceros {outside}, límites con número {numbers}.
connection: Conexión: {name}
keeps: Guarda lo que el texto dice de: {names}.
connects: Intercambia con “{name}” lo que el texto nombra.
shape_parts: Partes: {count}, propuestas según las cosas de las que más habla el texto: {names}.
review_conflict: “{quote}” y “{other}” se contradicen.
review_settle: Que quienes las escribieron decidan cuál vale.
undecided: Sin decidir. El texto dice la necesidad, no el modo.
""",
    "pt": """
ask_test: Com que teste se mostra que “{quote}” se cumpre?
why_test: Sem teste ninguém pode dizer se se cumpre.
assume_test: Quem aceita experimenta: “{quote}”.
ask_conflict: Qual dos dois vale, “{quote}” ou “{other}”?
why_conflict: Lidas em conjunto, as duas frases contradizem-se.
assume_conflict: Vale a primeira das duas: “{quote}”.
ask_order: Se nem tudo puder estar pronto ao mesmo tempo, o que vem primeiro?
why_order: O texto exige quase tudo e não dá ordem.
assume_order: As partes vêm pela ordem em que o texto fala delas.
ask_done: O que deve cumprir cada parte antes de contar como pronta?
why_done: O texto não nomeia nada que valha para todas as partes.
assume_done: Uma parte está pronta quando os seus próprios critérios são cumpridos.
intent_count: Exigências: {count}, das quais obrigatórias por escrito: {strong}.
intent_people: Diz respeito a: {names}.
need_made: Usa “{name}”, que vem de “{quote}”.
need_after: Começa com “{when}”, que assenta em “{quote}”.
need_told: Vem depois de “{quote}”, como diz o texto com “{when}”.
is_there: “{text}” existe e pode ser mostrado.
size_note: Tamanho {size}, proposto por contagem: critérios de aceitação {criteria}, terceiros {outside}, limites com número {numbers}.
connection: Ligação: {name}
keeps: Guarda o que o texto diz de: {names}.
connects: Troca com “{name}” o que o texto nomeia.
shape_parts: Partes: {count}, propostas pelas coisas de que o texto mais fala: {names}.
review_conflict: “{quote}” e “{other}” contradizem-se.
review_settle: Quem as escreveu decide qual vale.
undecided: Não decidido. O texto diz a necessidade, não o modo.
""",
    "nl": """
ask_test: Met welke test wordt getoond dat “{quote}” geldt?
why_test: Zonder test kan niemand zeggen of het geldt.
assume_test: Bij acceptatie wordt het geprobeerd: “{quote}”.
ask_conflict: Wat geldt van de twee, “{quote}” of “{other}”?
why_conflict: Samen gelezen spreken de twee uitspraken elkaar tegen.
assume_conflict: De eerste van de twee geldt: “{quote}”.
ask_order: Als niet alles tegelijk klaar kan zijn, wat komt dan eerst?
why_order: De tekst eist bijna alles en geeft geen volgorde.
assume_order: De delen komen in de volgorde waarin de tekst erover spreekt.
ask_done: Wat moet voor elk deel gelden voordat het als klaar telt?
why_done: De tekst noemt niets dat voor alle delen geldt.
assume_done: Een deel is klaar als aan de eigen acceptatiecriteria is voldaan.
intent_count: Eisen: {count}, waarvan met zoveel woorden verplicht: {strong}.
intent_people: Betreft: {names}.
need_made: Het gebruikt “{name}”, dat komt uit “{quote}”.
need_after: Het begint met “{when}”, dat berust op “{quote}”.
need_told: Het komt na “{quote}”, zoals de tekst zegt met “{when}”.
is_there: “{text}” is er en kan worden getoond.
size_note: Omvang {size}, voorgesteld door tellen: acceptatiecriteria {criteria}, buitenstaanders {outside}, grenzen in getallen {numbers}.
connection: Koppeling: {name}
keeps: Bewaart wat de tekst zegt over: {names}.
connects: Wisselt met “{name}” uit wat de tekst noemt.
shape_parts: Delen: {count}, voorgesteld naar de dingen waarover de tekst het meest spreekt: {names}.
review_conflict: “{quote}” en “{other}” spreken elkaar tegen.
review_settle: Laat de schrijvers bepalen welke geldt.
undecided: Niet besloten. De tekst noemt de behoefte, niet de weg.
""",
    "sv": """
ask_test: Med vilket prov visas att “{quote}” gäller?
why_test: Utan prov kan ingen säga om det gäller.
assume_test: De som godkänner provar det: “{quote}”.
ask_conflict: Vilket av de två gäller, “{quote}” eller “{other}”?
why_conflict: Läst tillsammans säger de två satserna emot varandra.
assume_conflict: Den första av de två gäller: “{quote}”.
ask_order: Om inte allt kan bli klart på en gång, vad kommer först?
why_order: Underlaget kräver nästan allt och ger ingen ordning.
assume_order: Delarna kommer i den ordning som underlaget talar om dem.
ask_done: Vad ska gälla för varje del innan den räknas som klar?
why_done: Underlaget nämner inget som gäller för alla delar.
assume_done: En del är klar när dess egna acceptanskriterier är uppfyllda.
intent_count: Krav: {count}, varav uttryckligen tvingande: {strong}.
intent_people: Berör: {names}.
need_made: Det använder “{name}”, som kommer från “{quote}”.
need_after: Det börjar med “{when}”, som bygger på “{quote}”.
need_told: Det kommer efter “{quote}”, som texten säger med “{when}”.
is_there: ”{text}” finns och kan visas.
size_note: Storlek {size}, föreslagen genom räkning: acceptanskriterier {criteria}, utomstående {outside}, gränser i tal {numbers}.
connection: Koppling: {name}
keeps: Håller det som underlaget säger om: {names}.
connects: Utbyter med “{name}” det som underlaget nämner.
shape_parts: Delar: {count}, föreslagna efter det som underlaget talar mest om: {names}.
review_conflict: “{quote}” och “{other}” säger emot varandra.
review_settle: De som skrev dem avgör vilken som gäller.
undecided: Inte beslutat. Underlaget anger behovet, inte sättet.
""",
    "fi": """
ask_test: Millä kokeella osoitetaan, että “{quote}” toteutuu?
why_test: Ilman koetta kukaan ei voi sanoa, toteutuuko se.
assume_test: Hyväksyjät kokeilevat: “{quote}”.
ask_conflict: Kumpi näistä pätee, “{quote}” vai “{other}”?
why_conflict: Yhdessä luettuina lauseet ovat ristiriidassa.
assume_conflict: Ensimmäinen pätee: “{quote}”.
ask_order: Jos kaikki ei voi valmistua kerralla, mikä tulee ensin?
why_order: Teksti vaatii lähes kaiken eikä anna järjestystä.
assume_order: Osat tulevat siinä järjestyksessä, jossa teksti puhuu niistä.
ask_done: Mitä jokaiselta osalta vaaditaan, ennen kuin se on valmis?
why_done: Teksti ei nimeä mitään, mikä koskee kaikkia osia.
assume_done: Osa on valmis, kun sen omat hyväksymiskriteerit täyttyvät.
intent_count: Vaatimuksia: {count}, joista nimenomaisesti pakollisia: {strong}.
intent_people: Koskee: {names}.
need_made: Käyttää tietoa “{name}”, joka tulee kohdasta “{quote}”.
need_after: Alkaa kohdasta “{when}”, joka nojaa kohtaan “{quote}”.
need_told: Tulee kohdan “{quote}” jälkeen, kuten teksti sanoo: “{when}”.
is_there: ”{text}” on olemassa, ja sen voi näyttää.
size_note: Koko {size}, ehdotettu laskemalla: hyväksymiskriteerejä {criteria}, ulkopuolisia {outside}, lukurajoja {numbers}.
connection: Yhteys: {name}
keeps: Säilyttää sen, mitä teksti sanoo: {names}.
connects: Vaihtaa osapuolen “{name}” kanssa tekstin nimeämät tiedot.
shape_parts: Osia: {count}, ehdotettu niiden asioiden mukaan, joista teksti puhuu eniten: {names}.
review_conflict: “{quote}” ja “{other}” ovat ristiriidassa.
review_settle: Kirjoittajat ratkaisevat, kumpi pätee.
undecided: Ei päätetty. Teksti kertoo tarpeen, ei tapaa.
""",
    "ja": """
ask_test: 「{quote}」が守られていることを、どの試験で示しますか？
why_test: 試験がなければ、守られているか分かりません。
assume_test: 受け入れる人が試します：「{quote}」。
ask_conflict: 「{quote}」と「{other}」のどちらが正しいですか？
why_conflict: 二つの記述は合わせて読むと食い違います。
assume_conflict: 先に書かれた方が有効です：「{quote}」。
ask_order: すべてを同時に用意できない場合、どれを先にしますか？
why_order: 原文はほとんどを必須とし、順序を示していません。
assume_order: 原文で述べられた順に進めます。
ask_done: どの部分も完了とみなす前に満たすべきことは何ですか？
why_done: すべての部分に共通する条件が原文にありません。
assume_done: その部分の受入条件を満たせば完了とします。
intent_count: 要求：{count}件、うち必須と明記：{strong}件。
intent_people: 関係者：{names}。
need_made: 「{quote}」で生じる「{name}」を使います。
need_after: 「{when}」から始まり、「{quote}」に基づきます。
need_told: 「{quote}」の後になります（「{when}」とあります）。
is_there: 「{text}」があり、見せることができる。
size_note: 規模{size}（数えて提案）：受入条件{criteria}、外部{outside}、数値の制限{numbers}。
connection: 接続：{name}
keeps: 原文が述べる次のものを保持します：{names}。
connects: 原文が挙げるものを「{name}」とやり取りします。
shape_parts: 部分：{count}。原文が最も多く述べるものから提案：{names}。
review_conflict: 「{quote}」と「{other}」が食い違っています。
review_settle: 書いた人が、どちらが有効かを決めます。
undecided: 未定。原文は必要を述べ、方法は述べていません。
""",
}
