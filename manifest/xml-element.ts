import { parseStringPromise } from 'xml2js';

/** An element of an XML document, with its children in their order. */
export interface XmlElement {
  /** With its prefix as written. */
  name: string;
  attributes: Readonly<Record<string, string>>;
  text: string;
  children: readonly XmlElement[];
}

interface ParsedNode {
  '#name': string;
  $?: Record<string, string>;
  $$?: ParsedNode[];
  _?: string;
}

/** @throws Error that names line and column */
export async function parseXml(text: string): Promise<XmlElement> {
  const options = { explicitRoot: false, explicitChildren: true, preserveChildrenOrder: true };
  return toElement((await parseStringPromise(text, options)) as ParsedNode);
}

function toElement(node: ParsedNode): XmlElement {
  const { '#name': name, $: attributes = {}, $$: children = [], _: text = '' } = node;
  return { name, attributes, text: text.trim(), children: children.map(toElement) };
}

/** The element and all below it. */
export function listElements(element: XmlElement): XmlElement[] {
  return [element, ...element.children.flatMap(listElements)];
}

/** Follows names downwards. */
export function findElement(element: XmlElement, ...names: string[]): XmlElement | undefined {
  return names.reduce<XmlElement | undefined>(
    (found, name) => found?.children.find((child) => child.name === name),
    element,
  );
}
