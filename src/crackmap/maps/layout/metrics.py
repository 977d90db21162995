"""How wide letters are: Arial's advance widths, rounded up a little, in thousandths of an em.

Text is never measured with the fonts of the machine, or a map would differ from one to the next.
"""

_LETTERS = {
    191: "'",
    222: "ijlįĵĺļłſίιіј‘’‚",
    278: " !,./:;I[\\]ft|¦·ÌÍÎÏìíîïĨĩĪīĬĭĮİıţŧΙΪІЇї",
    333: "()-`r¡¨²³´¸¹ľŕŗř‐‑“”„‹›",
    355: '"{}ŀ•',
    389: "*ªºťгѓ",
    400: "°τ",
    447: "ĳέεζкќ",
    469: "^ξзт",
    500: "JcksvxyzçýÿćĉċčĴķĸśŝşšŷźżžγκλνςЈсухѕў↑↓",
    525: "χчьэє",
    556: (
        "#$0123456789?L_abdeghnopqu¢£¤¥§«¯±¶»àáâãäåèéêëðñòóôõö÷ùúûüþāăąđēĕėęěĝğġģĥħĹĻ"
        "ĽĿŁńņňŋōŏőũūŭůűųΓήΰηθουЃГавенопряѐёђћџ–†‡€≠≤≥"
    ),
    584: "+<=>~¬µ×άαβδμρЌКбдийлцѝ−",
    611: "FTZ¿ßøŉŢŤŦŹŻŽΖΤЗТ",
    667: "&ABEKPSVXYÀÁÂÃÄÅÈÉÊËÝÞĀĂĄďĒĔĖĘĚĶŚŜŞŠŶŸΑΒΕΚΞΡΣΥΧΫσφЀЁЅЎАБВЕЛРУХЧЬъ",
    722: "CDHNRUwÇÐÑÙÚÛÜĆĈĊČĎĐĤĦŃŅŇŔŖŘŨŪŬŮŰŲŵΔΗΛΝΠπψЄЍЏДИЙНПСЭЯжмы",
    778: "GOQ©®ÒÓÔÕÖØĜĞĠĢĲŊŌŎŐΘΟΩОФЦю",
    833: "MmΜΦωМЪфшщњ",
    889: "%¼½¾æΨЂЋЫ",
    944: "WœŴЖШЩљ",
    1060: "@ÆŒЉЊЮ—…‰™←→",
}

WIDTHS = {letter: width for width, letters in _LETTERS.items() for letter in letters}

UNKNOWN = 620
FULL = 1000
