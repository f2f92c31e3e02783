import type { Messages } from '@/shared/i18n'

export const messages: Messages = {
  'zh-CN': {
    prompter: {
      title: '主播屏', product: '讲解商品', mechanism: '机制 · 到手价', stock: '库存', time: '环节剩余', next: '下一步', tapNext: '点击进入下一环节', none: '暂无讲解商品', noMechanism: '直播价', pieces: '{n} 件',
      soldOut: '已售罄', over: '超时', questions: '观众在问', noQuestions: '还没有提问', notOnAir: '还没有开播', begin: '点击开始第一个环节', last: '脚本已走完', offline: '与直播间断开', stream: '画面中断', flash: '秒杀还剩 {t}', sending: '正在切换…', times: '×{n}',
    },
  },
  en: {
    prompter: {
      title: 'Prompter', product: 'Presenting', mechanism: 'Offer · net price', stock: 'Stock left', time: 'Time left', next: 'Next step', tapNext: 'Tap for the next segment', none: 'Nothing presented', noMechanism: 'Live price', pieces: '{n} pcs',
      soldOut: 'Sold out', over: 'over', questions: 'Viewers ask', noQuestions: 'No question yet', notOnAir: 'Not on air yet', begin: 'Tap to begin', last: 'The script is done', offline: 'Cut off from the room', stream: 'Picture lost', flash: 'Flash {t} left', sending: 'Changing…', times: '×{n}',
    },
  },
}
