"""No line of a lesson ends inside a word, however narrow the phone: measured in a real Chromium."""

from playwright.sync_api import Browser

from courses import khmer

SENTENCES = [
    "«អបអរសាទរ! អ្នកឈ្នះទូរសព្ទថ្មី។ ចុច prize.example.com ហើយបង់ពន្ធ ១៥ ដុល្លារ»។ សារនេះ...",
    "មើលផ្នែកចុងក្រោយ មុនសញ្ញា / ដំបូង។ ឧទាហរណ៍ verify.gov.kh/help ចុងវា គឺ .gov.kh។",
    "verify.gov.kh.example.com មិនមែនជារបស់រដ្ឋាភិបាលទេ ព្រោះចុងវា គឺ example.com។ ពាក្យនៅខាងដើម អ្នកណាក៏សរសេរបាន។",
    "មើលចុងវា មុនសញ្ញា / ដំបូង។ ចុង .gov.kh ទើបជារបស់រដ្ឋាភិបាល។",
    "«ក្រសួង៖ សូមស្កេនកូដ QR លើលិខិត ដើម្បីពិនិត្យ។ ពេលស្កេន វានឹងបើក verify.gov.kh»។ លិខិតនេះអ្នកទទួលពីសាលាឃុំ។ សារនេះ...",
    "«អបអរសាទរ! លេខរបស់អ្នកឈ្នះម៉ូតូ ១ គ្រឿង។ សូមបង់ថ្លៃដឹក ២០ ដុល្លារ ក្នុងថ្ងៃនេះ។ ទាក់ទង 000 000 000»",
    "«អបអរសាទរ! អ្នកឈ្នះទូរសព្ទថ្មី។ ចុច prize.example.com ហើយបង់ពន្ធ ១៥ ដុល្លារ»។ សារនេះ...",
    "«លោកអ្នកបានបញ្ចូលលុយ ២ ដុល្លារ។ សមតុល្យ ២.១៥ ដុល្លារ ប្រើបានដល់ 30/11/2026។ មេគង្គម៉ូប៊ែល»។ អ្នកទើបបញ្ចូលលុយមុននេះ។ សារនេះ...",
    "សារបោកប្រាស់ គឺជាសារដែលគេផ្ញើមក ដើម្បីយកលុយ ឬព័ត៌មានរបស់យើង។ វាអាចមកតាម SMS តេឡេក្រាម ហ្វេសប៊ុក ឬការហៅទូរសព្ទ។",
    "សួរមនុស្សដែលអ្នកទុកចិត្ត ឬហៅទៅលេខផ្លូវការរបស់ក្រុមហ៊ុន។ កុំប្រើលេខដែលមានក្នុងសារនោះ។",
    "សារខ្លះឱ្យឆ្លើយ ៣ សំណួរ រួចឱ្យចែកទៅមិត្ត ២០ នាក់។ នេះជាវិធីឱ្យសារបោកប្រាស់រាលដាល។ កុំចុច និងកុំចែកបន្ត។",
    "ឈ្មោះក្រុមហ៊ុន និងភាសាខ្មែរ អាចចម្លងបាន។ សញ្ញាច្បាស់ គឺសុំលុយមុន។",
    "ត្រូវហើយ។ ពាក្យនៅក្រោយសញ្ញា / មិនប្រាប់ថាអ្នកណាជាម្ចាស់ទេ។",
    "ក្នុងតេឡេក្រាម៖ Settings → Privacy and Security → Two-Step Verification។ ដាក់ពាក្យសម្ងាត់ ដែលអ្នកដទៃទាយមិនត្រូវ។",
    "ប៉ូលិសពិត មិនឱ្យផ្ទេរលុយតាមទូរសព្ទទេ។ ផ្តាច់ការហៅ រួចសួរសិន។",
    "និយាយថា «ខ្ញុំនឹងហៅទៅវិញ»។ ដាក់ទូរសព្ទចុះ។ រកលេខផ្លូវការ ហើយហៅដោយខ្លួនឯង។ ប្រាប់គ្រួសារម្នាក់ភ្លាម។",
    "ពិនិត្យ ៤ ចំណុច៖ លុយ? ប្រញាប់? តំណភ្ជាប់? អ្នករង់ចាំសារនេះទេ?",
    "១. ធនាគាររបស់អ្នក បើបាត់លុយ។ ២. hotline.police.gov.kh ឬប៉ុស្តិ៍នគរបាលជិតផ្ទះ។ ៣. ប៊ូតុង «រាយការណ៍» ក្នុងកម្មវិធី។",
    "សារនេះមិនសុំលេខកូដ និងគ្មានតំណភ្ជាប់។ អ្នកមានប្រាក់កម្ចីមែន។",
    "សេវាអនឡាញ គឺជាសេវារដ្ឋាភិបាល ដែលយើងប្រើតាមទូរសព្ទ។ យើងចំណេញពេល និងថ្លៃធ្វើដំណើរ។",
    "ទាញយកកម្មវិធីរដ្ឋ តែពី Google Play ឬ App Store ប៉ុណ្ណោះ។",
    "ពេលបើកគេហទំព័រត្រូវហើយ សូមរក្សាទុកជាចំណាំ (Bookmark)។ លើកក្រោយ បើកពីចំណាំនោះ។",
    "ថតអត្តសញ្ញាណប័ណ្ណ តែក្នុងកម្មវិធីផ្លូវការ។ កុំផ្ញើតាមសារ។",
    "ប្រើប្រយោគវែង ដែលអ្នកចាំ។ កុំប្រើថ្ងៃកំណើត ឬលេខទូរសព្ទ។ គណនីផ្សេង ប្រើពាក្យសម្ងាត់ផ្សេង។",
    "លិខិតផ្លូវការច្រើន មានកូដ QR។ ពេលស្កេន វាបើក verify.gov.kh ហើយបង្ហាញលិខិតដើម។",
    "អ្នកបោកប្រាស់អាចបិទកូដ QR ថ្មី ពីលើកូដចាស់។ ដូច្នេះ ត្រូវមើលអាសយដ្ឋានរាល់ពេល។",
]
WIDTHS = range(120, 361, 12)
# As in our own style sheet, but for `.u`: that folds where a word is wider than the phone, and these columns may be narrower.
STYLE = "p { font: 18px/1.85 'Noto Sans Khmer'; margin: 0 } .w, .u { white-space: nowrap }"

# For every paragraph the places, counted in characters, at which a new line begins.
LINE_STARTS = """() => [...document.querySelectorAll("p")].map((p) => {
  const texts = document.createTreeWalker(p, NodeFilter.SHOW_TEXT), range = document.createRange(), starts = [];
  let position = 0, line = null;
  while (texts.nextNode()) {
    for (let i = 0; i < texts.currentNode.data.length; i++, position++) {
      range.setStart(texts.currentNode, i);
      range.setEnd(texts.currentNode, i + 1);
      const box = range.getClientRects()[0];
      if (!box || !box.height || !texts.currentNode.data[i].trim()) continue;
      if (line !== null && box.top > line + 14) starts.push(position);
      if (line === null || box.top > line + 14) line = box.top;
    }
  }
  return starts;
})"""


def line_starts(browser: Browser, paragraphs: list[str]) -> list[tuple[str, int]]:
    """Sentence and place of every line that begins inside a paragraph, over all widths."""
    page = browser.new_page(viewport={"width": 400, "height": 800})
    found = []
    for width in WIDTHS:
        page.set_content(f"<style>{STYLE}</style>" + "".join(f'<p style="width:{width}px">{text}</p>' for text in paragraphs))
        found += [(sentence, start) for sentence, starts in zip(SENTENCES, page.evaluate(LINE_STARTS), strict=True) for start in starts]
    page.close()
    return found


def inside_words(starts: list[tuple[str, int]]) -> list[str]:
    ends: dict[str, set[int]] = {sentence: set() for sentence in SENTENCES}
    for sentence, places in ends.items():
        position = 0
        for word in khmer.words(sentence):
            position += len(word)
            places.add(position)
    return [f"{sentence[:start]}|{sentence[start:]}" for sentence, start in starts if start not in ends[sentence]]


def test_no_line_ends_inside_a_word_however_narrow_the_phone(browser: Browser) -> None:
    starts = line_starts(browser, [khmer.wrap_html(sentence) for sentence in SENTENCES])

    assert len(starts) > 1000
    assert inside_words(starts) == []


def test_no_line_begins_with_a_full_stop_or_ends_with_an_opening_quote(browser: Browser) -> None:
    starts = line_starts(browser, [khmer.wrap_html(sentence) for sentence in SENTENCES])

    assert [sentence[start:] for sentence, start in starts if sentence[start] in "។៕៖ៗ?!»)"] == []
    assert [sentence[:start] for sentence, start in starts if sentence[:start].rstrip()[-1] in "«("] == []


def test_without_our_help_the_browser_does_break_words(browser: Browser) -> None:
    assert len(inside_words(line_starts(browser, SENTENCES))) > 20
