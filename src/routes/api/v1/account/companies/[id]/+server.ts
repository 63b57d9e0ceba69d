export const POST = ({ locals, request, params }) => locals.relais.enterCompany(request, locals.who, params.id)
