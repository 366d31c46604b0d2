"""Choices that a need raises, each with what speaks for and against it, by language; the brief decides none of them."""

from collections.abc import Mapping
from typing import Final

TEXTS: Final[Mapping[str, str]] = {
    "en": """
proposed: Proposed: {option}
choice_offline: Working without a connection
offline_a: Keep a copy where people work, and merge it when the connection is back
offline_a_for: Work goes on as on any day.
offline_a_against: Two people can change the same thing meanwhile; a rule must say whose change holds.
offline_b: Write it down by hand, and enter it afterwards
offline_b_for: Nothing has to be built.
offline_b_against: It is done twice, and what was agreed meanwhile is seen late.
choice_retention: Deleting when the time is over
retention_a: Delete on the day, without asking anybody
retention_a_for: It cannot be forgotten.
retention_a_against: Who needed it longer finds out when it is gone.
retention_b: List what is due, and let a person confirm
retention_b_for: Somebody looks before it is gone.
retention_b_against: It stays until somebody finds the time.
choice_external: Exchange with {name}
external_a: Call at the moment it happens
external_a_for: Both sides know the same at once.
external_a_against: When {name} does not answer, work here waits.
external_b: Collect, and hand over at set times
external_b_for: A failure over there stops nothing here.
external_b_against: In between both sides know different things.
ask_choice: Which of the options is taken for “{title}”?
why_choice: The brief states the need, not the way.
assume_choice: The first of them.
""",
    "de": """
proposed: Vorschlag: {option}
choice_offline: Arbeiten ohne Verbindung
offline_a: Eine Kopie dort halten, wo gearbeitet wird, und sie später zusammenführen
offline_a_for: Die Arbeit geht weiter wie an jedem Tag.
offline_a_against: Zwei können inzwischen dasselbe ändern; eine Regel muss sagen, was gilt.
offline_b: Von Hand notieren und nachtragen
offline_b_for: Es muss nichts gebaut werden.
offline_b_against: Es wird doppelt gearbeitet, und Absprachen werden spät gesehen.
choice_retention: Löschen nach Ablauf der Frist
retention_a: Am Tag selbst löschen, ohne Rückfrage
retention_a_for: Es kann nicht vergessen werden.
retention_a_against: Wer es länger brauchte, merkt es erst danach.
retention_b: Fälliges auflisten und bestätigen lassen
retention_b_for: Jemand sieht hin, bevor es weg ist.
retention_b_against: Es bleibt, bis jemand Zeit hat.
choice_external: Austausch mit {name}
external_a: Sofort aufrufen, wenn es geschieht
external_a_for: Beide Seiten wissen sofort dasselbe.
external_a_against: Wenn {name} nicht antwortet, wartet die Arbeit hier.
external_b: Sammeln und zu festen Zeiten übergeben
external_b_for: Ein Ausfall dort hält hier nichts auf.
external_b_against: Dazwischen wissen beide Seiten Verschiedenes.
ask_choice: Welche der Möglichkeiten wird für “{title}” gewählt?
why_choice: Die Vorlage nennt den Bedarf, nicht den Weg.
assume_choice: Die erste davon.
""",
    "fr": """
proposed: Proposition : {option}
choice_offline: Travailler sans réseau
offline_a: Garder une copie sur place et la fusionner au retour du réseau
offline_a_for: Le travail continue comme d'habitude.
offline_a_against: Deux personnes peuvent modifier la même chose ; une règle doit dire ce qui vaut.
offline_b: Noter à la main et saisir ensuite
offline_b_for: Il n'y a rien à construire.
offline_b_against: On travaille deux fois, et ce qui est convenu entre-temps se voit tard.
choice_retention: Effacer à l'échéance
retention_a: Effacer le jour venu, sans demander
retention_a_for: On ne peut pas l'oublier.
retention_a_against: Qui en avait encore besoin l'apprend trop tard.
retention_b: Lister ce qui est échu et faire confirmer
retention_b_for: Quelqu'un regarde avant que ce soit perdu.
retention_b_against: Cela reste jusqu'à ce que quelqu'un ait le temps.
choice_external: Échange avec {name}
external_a: Appeler au moment même
external_a_for: Les deux côtés savent la même chose aussitôt.
external_a_against: Si {name} ne répond pas, le travail attend ici.
external_b: Rassembler et transmettre à heures fixes
external_b_for: Une panne là-bas n'arrête rien ici.
external_b_against: Entre-temps, les deux côtés ne savent pas la même chose.
ask_choice: Quelle possibilité est retenue pour “{title}” ?
why_choice: Le texte énonce le besoin, pas le moyen.
assume_choice: La première.
""",
    "es": """
proposed: Propuesta: {option}
choice_offline: Trabajar sin conexión
offline_a: Guardar una copia donde se trabaja y unirla al volver la conexión
offline_a_for: El trabajo sigue como cualquier día.
offline_a_against: Dos personas pueden cambiar lo mismo; una regla debe decir qué vale.
offline_b: Anotar a mano y registrar después
offline_b_for: No hay que construir nada.
offline_b_against: Se trabaja dos veces y lo acordado se ve tarde.
choice_retention: Borrar al cumplirse el plazo
retention_a: Borrar ese mismo día sin preguntar
retention_a_for: No se puede olvidar.
retention_a_against: Quien lo necesitaba más tiempo lo nota tarde.
retention_b: Listar lo vencido y pedir confirmación
retention_b_for: Alguien mira antes de que desaparezca.
retention_b_against: Se queda hasta que alguien tenga tiempo.
choice_external: Intercambio con {name}
external_a: Llamar en el momento en que ocurre
external_a_for: Los dos lados saben lo mismo enseguida.
external_a_against: Si {name} no responde, el trabajo espera aquí.
external_b: Reunir y entregar a horas fijas
external_b_for: Un fallo allí no detiene nada aquí.
external_b_against: Entre tanto los dos lados saben cosas distintas.
ask_choice: ¿Qué opción se toma para “{title}”?
why_choice: El texto dice la necesidad, no el modo.
assume_choice: La primera.
""",
    "pt": """
proposed: Proposta: {option}
choice_offline: Trabalhar sem ligação
offline_a: Guardar uma cópia onde se trabalha e juntá-la quando a ligação voltar
offline_a_for: O trabalho continua como em qualquer dia.
offline_a_against: Duas pessoas podem mudar o mesmo; uma regra deve dizer o que vale.
offline_b: Anotar à mão e registar depois
offline_b_for: Não é preciso construir nada.
offline_b_against: Trabalha-se duas vezes e o combinado vê-se tarde.
choice_retention: Apagar quando o prazo acaba
retention_a: Apagar nesse dia, sem perguntar
retention_a_for: Não pode ser esquecido.
retention_a_against: Quem precisava por mais tempo só nota depois.
retention_b: Listar o que venceu e pedir confirmação
retention_b_for: Alguém olha antes de desaparecer.
retention_b_against: Fica até que alguém tenha tempo.
choice_external: Troca com {name}
external_a: Chamar no momento em que acontece
external_a_for: Os dois lados sabem logo o mesmo.
external_a_against: Se {name} não responde, o trabalho espera aqui.
external_b: Juntar e entregar a horas fixas
external_b_for: Uma falha lá não para nada aqui.
external_b_against: Entretanto os dois lados sabem coisas diferentes.
ask_choice: Que opção se toma para “{title}”?
why_choice: O texto diz a necessidade, não o modo.
assume_choice: A primeira.
""",
    "nl": """
proposed: Voorstel: {option}
choice_offline: Werken zonder verbinding
offline_a: Een kopie houden waar gewerkt wordt en die later samenvoegen
offline_a_for: Het werk gaat door zoals altijd.
offline_a_against: Twee mensen kunnen hetzelfde wijzigen; een regel moet zeggen wat geldt.
offline_b: Met de hand noteren en later invoeren
offline_b_for: Er hoeft niets gebouwd te worden.
offline_b_against: Het werk wordt dubbel gedaan en afspraken worden laat gezien.
choice_retention: Wissen na afloop van de termijn
retention_a: Op de dag zelf wissen, zonder te vragen
retention_a_for: Het kan niet vergeten worden.
retention_a_against: Wie het langer nodig had, merkt het te laat.
retention_b: Tonen wat afloopt en laten bevestigen
retention_b_for: Iemand kijkt voordat het weg is.
retention_b_against: Het blijft tot iemand tijd heeft.
choice_external: Uitwisseling met {name}
external_a: Aanroepen op het moment zelf
external_a_for: Beide kanten weten meteen hetzelfde.
external_a_against: Als {name} niet antwoordt, wacht het werk hier.
external_b: Verzamelen en op vaste tijden overdragen
external_b_for: Een storing daar houdt hier niets op.
external_b_against: Intussen weten beide kanten verschillende dingen.
ask_choice: Welke mogelijkheid wordt gekozen voor “{title}”?
why_choice: De tekst noemt de behoefte, niet de weg.
assume_choice: De eerste.
""",
    "sv": """
proposed: Förslag: {option}
choice_offline: Arbeta utan förbindelse
offline_a: Ha en kopia där arbetet sker och slå ihop den efteråt
offline_a_for: Arbetet fortsätter som vanligt.
offline_a_against: Två kan ändra samma sak; en regel måste säga vad som gäller.
offline_b: Skriva för hand och föra in efteråt
offline_b_for: Inget behöver byggas.
offline_b_against: Arbetet görs två gånger, och det som avtalats syns sent.
choice_retention: Radera när tiden är ute
retention_a: Radera samma dag utan att fråga
retention_a_for: Det kan inte glömmas.
retention_a_against: Den som behövde det längre märker det för sent.
retention_b: Lista det som är aktuellt och låta någon bekräfta
retention_b_for: Någon tittar innan det är borta.
retention_b_against: Det blir kvar tills någon har tid.
choice_external: Utbyte med {name}
external_a: Anropa i samma stund
external_a_for: Båda sidor vet samma sak genast.
external_a_against: När {name} inte svarar väntar arbetet här.
external_b: Samla och lämna över vid fasta tider
external_b_for: Ett fel där stoppar inget här.
external_b_against: Däremellan vet de två sidorna olika saker.
ask_choice: Vilket alternativ väljs för “{title}”?
why_choice: Underlaget anger behovet, inte sättet.
assume_choice: Det första.
""",
    "fi": """
proposed: Ehdotus: {option}
choice_offline: Työ ilman yhteyttä
offline_a: Pidetään kopio työpaikalla ja yhdistetään se myöhemmin
offline_a_for: Työ jatkuu kuten muulloinkin.
offline_a_against: Kaksi voi muuttaa samaa; sääntö kertoo, mikä pätee.
offline_b: Kirjoitetaan käsin ja syötetään jälkikäteen
offline_b_for: Mitään ei tarvitse rakentaa.
offline_b_against: Työ tehdään kahdesti, ja sovittu näkyy myöhään.
choice_retention: Poistaminen määräajan jälkeen
retention_a: Poistetaan samana päivänä kysymättä
retention_a_for: Sitä ei voi unohtaa.
retention_a_against: Pidempään tarvitseva huomaa sen liian myöhään.
retention_b: Luetellaan poistettavat ja pyydetään vahvistus
retention_b_for: Joku katsoo ennen poistamista.
retention_b_against: Se jää, kunnes jollakulla on aikaa.
choice_external: Tietojen vaihto: {name}
external_a: Kutsutaan heti tapahtuman hetkellä
external_a_for: Molemmat tietävät saman heti.
external_a_against: Kun {name} ei vastaa, työ odottaa täällä.
external_b: Kerätään ja luovutetaan sovittuina aikoina
external_b_for: Vika siellä ei pysäytä mitään täällä.
external_b_against: Välillä osapuolet tietävät eri asioita.
ask_choice: Mikä vaihtoehto valitaan kohtaan “{title}”?
why_choice: Teksti kertoo tarpeen, ei tapaa.
assume_choice: Ensimmäinen.
""",
    "ja": """
proposed: 提案：{option}
choice_offline: 接続なしでの作業
offline_a: 作業場所に写しを置き、接続が戻ったら統合する
offline_a_for: 普段どおり作業が続く。
offline_a_against: 二人が同じものを変えうるため、どちらが有効かの規則が要る。
offline_b: 手で書き留め、後で入力する
offline_b_for: 何も作らなくてよい。
offline_b_against: 二度手間になり、その間の約束が見えるのが遅い。
choice_retention: 期限後の削除
retention_a: 期日に確認なしで削除する
retention_a_for: 忘れることがない。
retention_a_against: まだ必要な人は消えてから気づく。
retention_b: 対象を一覧にし、人が確認する
retention_b_for: 消える前に誰かが見る。
retention_b_against: 誰かに時間ができるまで残る。
choice_external: {name}とのやり取り
external_a: 起きたその時に呼び出す
external_a_for: 双方がすぐに同じことを知る。
external_a_against: {name}が応答しないと、こちらの作業が待つ。
external_b: まとめて決まった時刻に渡す
external_b_for: 相手の障害でこちらは止まらない。
external_b_against: その間、双方の情報が異なる。
ask_choice: 「{title}」はどの案にしますか？
why_choice: 原文は必要を述べ、方法は述べていません。
assume_choice: 最初の案。
""",
}
