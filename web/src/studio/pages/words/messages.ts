import type { Messages } from '@/shared/i18n'

export const messages: Messages = {
  'zh-CN': {
    moderation: {
      title: '社区秩序', by: '操作人', more: '再看一页', save: '保存', saved: '已保存',
      tabs: { words: '词库', penalties: '处理记录', reports: '举报', conduct: '公约', persons: '信息公示', attacks: '拦截' },
      grade: { block: '不让发', mask: '打星号', review: '照发并提示', note: '只记录', allow: '放行' },
      reach: { word: '字面', letters: '字面和拼音', sound: '字面、拼音和同音' },
      category: { contact: '联系方式', fraud: '诈骗', gambling: '赌博', porn: '色情', drugs: '毒品', abuse: '辱骂', offsite: '站外引流', fake: '假冒', complaint: '投诉', other: '其他' },
      via: { exact: '原样', folded: '变体字符', separated: '夹杂符号', repeated: '重复字', letters: '拼音', sound: '同音字', initials: '拼音首字母', phone: '电话号码', link: '网址', id: '账号' },
      words: {
        add: '添加词语', hint: '一行一个，或用逗号隔开', category: '分类', grade: '处理', reach: '识别范围', put: '添加', added: '已添加 {n} 个词，几秒内在直播间生效', imported: '已导入 {n} 个词', own: '本店词库', search: '搜索词语', all: '全部分类',
        system: '同时使用系统词库（{n} 条）', import: '导入 CSV', export: '导出 CSV', none: '本店还没有自己的词', noneHint: '系统词库已经在用；把本行业特有的词加到这里。', word: '词语', remove: '删除',
      },
      try: { title: '试一句', hint: '输入一条评论，看会怎么处理，例如：加 微❤信 聊', free: '正常发出', shown: '别人看到：' },
      step: { warn: '警告', limit: '限制', pause: '暂停', ban: '封禁' },
      measure: { none: '无', mute: '禁言', shadow: '仅自己可见', ban: '不能进入' },
      cause: { spam: '刷屏', contact: '发联系方式', abuse: '辱骂', fraud: '诈骗', gambling: '赌博', porn: '色情', drugs: '毒品', fake: '售假', offsite: '站外引流', cheat: '作弊', complaint: '投诉', false_report: '恶意举报', other: '其他' },
      reason: { spam: '刷屏广告', contact: '发联系方式', abuse: '辱骂攻击', fraud: '诈骗', porn: '色情低俗', gambling: '赌博', fake: '假冒商品', false_claim: '虚假宣传', minor: '侵害未成年人', other: '其他' },
      log: {
        state: { all: '全部', holding: '生效中', appealed: '待处理申诉' }, none: '没有处理记录', noneHint: '在中控台的评论旁可以处理观众，每一次都会记在这里。', guard: '系统（{n} 级）', until: '到 {at}', forGood: '长期',
        revoke: '撤销处理', revokedBy: '{name} 已撤销', why: '请写明理由，对方会看到', whyNeeded: '请填写理由', appeal: '申诉：', upheld: '维持处理', revoked: '同意申诉并撤销', byAnother: '这是你作出的处理，申诉要由别人决定',
      },
      reports: {
        open: '待处理', handled: '已处理', none: '没有举报', by: '{name} 举报', waits: '已等 {n} 分钟', took: '用时 {n} 分钟', upheld: '举报属实', dismissed: '不成立', answer: '给举报人的答复（可不填）',
        kind: { comment: '评论', viewer: '观众', host: '主播', product: '商品' },
      },
      conduct: {
        hint: '发布后在直播间公示，观众第一次发言前要同意。改动会成为新版本，旧版本留存。', publish: '发布新版本', version: '第 {n} 版', accepted: '{n} 人同意',
        example: '一、友善交流，不辱骂、不攻击他人。\n二、不发布联系方式、广告和站外链接。\n三、不传播违法、低俗和虚假信息。\n四、不刷屏、不恶意举报。\n五、违反者将被警告、禁言、暂停或封禁，可以申诉。',
      },
      persons: {
        operator: '直播间运营者', operatorHint: '留空表示由本店自己运营。买家在直播间的信息公示里看到。', name: '名称', license_no: '证照号', address: '地址', complaint_contact: '投诉联系方式', hosts: '主播', hostsHint: '名字要和场次里填的主播一致。', host: '主播名', verified_on: '实名核验日期', agency: '所属机构', license_kind: '执业资质', none: '还没有主播资料', verified: '{at} 已实名核验', unverified: '未核验',
      },
      attacks: {
        hours: '{n} 小时', total: '共拦截 {n} 次', none: '这段时间没有拦截', what: '类型', prefix: '地址段', count: '次数', since: '首次', last: '最近',
        kind: { hello: '连接洪水', connections: '单地址连接过多', full: '连接总数已满', banned: '封禁者再次进入', comment: '评论过快', like: '点赞过快', buy: '下单过快', act: '互动过快', gift: '送礼过快', beacon: '上报过快', ping: '心跳过快' },
      },
    },
  },
  en: {
    moderation: {
      title: 'Moderation', by: 'By', more: 'Next page', save: 'Save', saved: 'Saved',
      tabs: { words: 'Words', penalties: 'Penalties', reports: 'Reports', conduct: 'Conduct rules', persons: 'Who is behind', attacks: 'Blocked' },
      grade: { block: 'Refuse', mask: 'Stars', review: 'Say and flag', note: 'Only note', allow: 'Allow' },
      reach: { word: 'As written', letters: 'Also pinyin', sound: 'Also pinyin and homophones' },
      category: { contact: 'Contact', fraud: 'Fraud', gambling: 'Gambling', porn: 'Porn', drugs: 'Drugs', abuse: 'Abuse', offsite: 'Off-site', fake: 'Fake goods', complaint: 'Complaint', other: 'Other' },
      via: { exact: 'as it is', folded: 'other form', separated: 'signs between', repeated: 'repeated', letters: 'pinyin', sound: 'same sound', initials: 'initials', phone: 'phone', link: 'link', id: 'account name' },
      words: {
        add: 'Add words', hint: 'One a line, or with commas', category: 'Category', grade: 'What happens', reach: 'Reach', put: 'Add', added: '{n} words added; rooms use them in seconds', imported: '{n} words imported', own: 'Words of this shop', search: 'Search words', all: 'All categories',
        system: 'Also use the shipped list ({n})', import: 'Import CSV', export: 'Export CSV', none: 'No words of your own yet', noneHint: 'The shipped list is at work; add what your trade needs.', word: 'Word', remove: 'Remove',
      },
      try: { title: 'Try a sentence', hint: 'Type a comment and see what would happen', free: 'Said as it is', shown: 'Others see: ' },
      step: { warn: 'Warning', limit: 'Limit', pause: 'Pause', ban: 'Ban' },
      measure: { none: 'none', mute: 'muted', shadow: 'seen by themselves only', ban: 'may not enter' },
      cause: { spam: 'Spam', contact: 'Contacts', abuse: 'Abuse', fraud: 'Fraud', gambling: 'Gambling', porn: 'Porn', drugs: 'Drugs', fake: 'Fake goods', offsite: 'Off-site', cheat: 'Cheating', complaint: 'Complaint', false_report: 'False reports', other: 'Other' },
      reason: { spam: 'Spam', contact: 'Contacts', abuse: 'Abuse', fraud: 'Fraud', porn: 'Indecent', gambling: 'Gambling', fake: 'Fake goods', false_claim: 'False claims', minor: 'Harm to minors', other: 'Other' },
      log: {
        state: { all: 'All', holding: 'In force', appealed: 'Appeals waiting' }, none: 'No penalties', noneHint: 'Penalties are given beside a comment at the console; each one is kept here.', guard: 'System (grade {n})', until: 'until {at}', forGood: 'no end',
        revoke: 'Revoke', revokedBy: 'Revoked by {name}', why: 'Say why; the viewer reads it', whyNeeded: 'Say why', appeal: 'Appeal:', upheld: 'Keep the penalty', revoked: 'Grant the appeal', byAnother: 'You gave this penalty; somebody else decides',
      },
      reports: {
        open: 'Open', handled: 'Handled', none: 'No reports', by: 'Reported by {name}', waits: 'waits {n} min', took: 'took {n} min', upheld: 'Upheld', dismissed: 'Dismissed', answer: 'Answer to whoever reported (may stay empty)',
        kind: { comment: 'Comment', viewer: 'Viewer', host: 'Host', product: 'Product' },
      },
      conduct: {
        hint: 'Shown in the room; viewers agree before they first speak. A change is a new version, old ones stay.', publish: 'Publish', version: 'Version {n}', accepted: '{n} agreed',
        example: '1. Be kind; no abuse.\n2. No contacts, advertising or links.\n3. Nothing unlawful, indecent or false.\n4. No spam, no false reports.\n5. Who breaks the rules is warned, muted, paused or banned, and may appeal.',
      },
      persons: {
        operator: 'Room operator', operatorHint: 'Empty: the shop itself. Buyers see it in the room.', name: 'Name', license_no: 'Licence no.', address: 'Address', complaint_contact: 'Complaints', hosts: 'Hosts', hostsHint: 'The name as it stands in shows.', host: 'Host', verified_on: 'Papers checked on', agency: 'Agency', license_kind: 'Professional licence', none: 'No hosts yet', verified: 'verified {at}', unverified: 'not verified',
      },
      attacks: {
        hours: '{n} h', total: '{n} turned away', none: 'Nothing was turned away', what: 'Kind', prefix: 'Network', count: 'Times', since: 'First', last: 'Last',
        kind: { hello: 'Connection flood', connections: 'Too many connections of an address', full: 'All connections taken', banned: 'Banned viewer came back', comment: 'Comments too fast', like: 'Likes too fast', buy: 'Buys too fast', act: 'Entries too fast', gift: 'Gifts too fast', beacon: 'Reports too fast', ping: 'Pings too fast' },
      },
    },
  },
}
